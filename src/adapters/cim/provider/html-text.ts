/** The text of a page: its paragraphs one a line, without its markup. */
export function textOfHtml(html: string): string {
  const [first = '', ...pieces] = html.split('<');
  const words = [first];
  let hidden = '';
  for (const piece of pieces) {
    const tag = (/^\/?[a-z\d]*/i.exec(piece)?.[0] ?? '').toLowerCase();
    if (hidden !== '' && tag !== `/${hidden}`) continue;
    hidden = hiding.has(tag) ? tag : '';
    if (hidden !== '') continue;
    if (breaking.has(tag)) words.push('\n');
    words.push(piece.slice(piece.indexOf('>') + 1));
  }
  const lines = words.map(onOneLine).join('').split('\n');
  return unescaped(
    lines
      .map((line) => line.trim())
      .filter(Boolean)
      .join('\n'),
  );
}

const hiding: ReadonlySet<string> = new Set(['style', 'script', 'head']);
const breaking: ReadonlySet<string> = new Set(
  'br /p /div /li /tr /h1 /h2 /h3 /h4 /h5 /h6'.split(' '),
);

const entities: Readonly<Record<string, string>> = {
  '&nbsp;': ' ',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&amp;': '&',
};

const unescaped = (text: string): string =>
  text.replaceAll(/&(nbsp|lt|gt|quot|#39|amp);/g, (entity) => entities[entity] ?? entity);

/** White space is one space, but for the breaks that were put in. */
const onOneLine = (text: string): string => (text === '\n' ? text : text.replaceAll(/\s+/g, ' '));
