const shortened = /https?:\/\/t\.co\/[A-Za-z0-9]+/g;

/**
 * A text as it was typed, from X's wire form (X API v1.1, direct message events): HTML entities
 * undone once, each t.co link replaced by what stands behind it according to `entities.urls`, and
 * the link that X appends for an attachment, `mediaUrl`, taken away. Links are found by their
 * words, since X counts code points. Entities that cannot be read change nothing.
 */
export function plainText(text: string, entities?: unknown, mediaUrl?: string): string {
  const typed = withoutLink(undoEntities(text), mediaUrl);
  const expanded = expandedLinks(entities);
  return typed.replace(shortened, (link) => expanded.get(link) ?? link);
}

/** `&amp;` comes last, so that `&amp;lt;` becomes `&lt;` and no further. */
function undoEntities(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/** The text without this link; white space goes only where the link stood. */
function withoutLink(text: string, link: string | undefined): string {
  const at = link ? text.lastIndexOf(link) : -1;
  if (link === undefined || at < 0) return text;
  const before = text.slice(0, at).trimEnd();
  const after = text.slice(at + link.length).trimStart();
  return before === '' || after === '' ? before + after : `${before} ${after}`;
}

function expandedLinks(entities: unknown): ReadonlyMap<string, string> {
  const urls = (entities as { urls?: unknown } | null | undefined)?.urls;
  const expanded = new Map<string, string>();
  for (const link of Array.isArray(urls) ? urls : []) {
    const { url, expanded_url } = (link ?? {}) as Record<string, unknown>;
    if (typeof url === 'string' && typeof expanded_url === 'string')
      expanded.set(url, expanded_url);
  }
  return expanded;
}
