/** What administrators enter, by name. */
export type Attributes = Readonly<Record<string, unknown>>;

/** A key as keys are compared: without case, with `-`, `_` and space alike. */
export const foldedKey = (key: string): string =>
  key
    .trim()
    .toUpperCase()
    .replaceAll(/[-_ ]+/g, '-');

/** The texts among attributes, by folded key; what is blank is as good as missing. */
export function textsIn(attributes: Attributes): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === 'string' && value.trim() !== '') texts.set(foldedKey(key), value.trim());
  }
  return texts;
}
