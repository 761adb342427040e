/**
 * Whether a stranger's words may repeat something we said: one of their words (of three characters
 * or more, or with a digit, or with anything beyond ASCII) occurs in it, or they contain all of it.
 * Errs on the side of yes, since a yes costs only a detail in a log.
 */
export function repeats(words: string, said: readonly string[]): boolean {
  const heard = folded(unescaped(words));
  const telling = (heard.match(/[\p{L}\p{M}\p{N}]+|[^\p{ASCII}\s]/gu) ?? []).filter(
    (word) => word.length >= 3 || /[^a-z]/.test(word),
  );
  return said.map(folded).some((text) => {
    const whole = text.trim();
    return whole !== '' && (heard.includes(whole) || telling.some((word) => text.includes(word)));
  });
}

const folded = (text: string): string => text.normalize('NFKC').toLowerCase();

/** JSON and Java write what is not plain as `\u00e9` or `\n`. */
const unescaped = (text: string): string =>
  text
    .replaceAll(/\\u([0-9a-f]{4})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
    .replaceAll(/\\./g, ' ');
