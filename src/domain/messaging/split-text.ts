const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** White space at the beginning, but for a space that carries a mark. */
const leadingSpace = /^\s+(?![\p{M}\p{Emoji_Modifier}\u200c\u200d])/u;

/**
 * Cuts a text into parts of at most `max` code points, in order, at white space where there is
 * some and never inside a grapheme. Parts are trimmed at the cut; a text that fits is one part.
 */
export function splitText(text: string, max: number): readonly string[] {
  const parts: string[] = [];
  let rest = text;
  let beginning = beginningOf(rest, max);
  while (lengthOf(beginning) > max) {
    const cut = cutOf(beginning, max);
    const part = rest.slice(0, cut).trimEnd();
    if (part !== '') parts.push(part);
    rest = rest.slice(cut).replace(leadingSpace, '');
    beginning = beginningOf(rest, max);
  }
  if (rest !== '' || parts.length === 0) parts.push(rest);
  return parts;
}

/** At least two code points more than fit: enough to see where to cut, however long the text is. */
const beginningOf = (text: string, max: number): string => text.slice(0, 2 * (max + 2));

/** The number of code points. */
export function lengthOf(text: string): number {
  let pairs = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit >= 0xd800 && unit < 0xdc00 && i + 1 < text.length) {
      const next = text.charCodeAt(i + 1);
      if (next >= 0xdc00 && next < 0xe000) {
        pairs++;
        i++;
      }
    }
  }
  return text.length - pairs;
}

/**
 * Where to cut (UTF-16 offset): after the last white space that fits, else after the last
 * grapheme. White space at the cut need not fit, since it goes.
 */
function cutOf(text: string, max: number): number {
  let count = 0;
  let afterGrapheme = 0;
  let afterSpace = 0;
  for (const { segment, index } of graphemes.segment(text)) {
    count += lengthOf(segment);
    const isSpace = segment.trim() === '';
    if (isSpace) afterSpace = index + segment.length;
    if (count > max) break;
    afterGrapheme = index + segment.length;
  }
  const atWord = afterSpace > 0 && text.slice(0, afterSpace).trim() !== '';
  if (atWord) return afterSpace;
  return afterGrapheme > 0 ? afterGrapheme : codePointsOffset(text, max);
}

/** One grapheme longer than a whole part: cut between its code points. */
function codePointsOffset(text: string, max: number): number {
  let offset = 0;
  for (let i = 0; i < max && offset < text.length; i++) {
    offset += (text.codePointAt(offset) ?? 0) > 0xffff ? 2 : 1;
  }
  return offset;
}
