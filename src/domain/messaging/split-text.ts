const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/**
 * Cuts a text into parts of at most `max` code points, in order, at white space where there is
 * some and never inside a grapheme. Parts are trimmed at the cut; a text that fits is one part.
 */
export function splitText(text: string, max: number): readonly string[] {
  const parts: string[] = [];
  let rest = text;
  while (lengthOf(rest) > max) {
    const cut = cutOf(rest, max);
    const part = rest.slice(0, cut).trimEnd();
    if (part !== '') parts.push(part);
    rest = rest.slice(cut).trimStart();
  }
  if (rest !== '' || parts.length === 0) parts.push(rest);
  return parts;
}

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

/** Where to cut (UTF-16 offset): after the last white space that fits, else after the last grapheme. */
function cutOf(text: string, max: number): number {
  let count = 0;
  let afterGrapheme = 0;
  let afterSpace = 0;
  for (const { segment, index } of graphemes.segment(text)) {
    count += lengthOf(segment);
    if (count > max) break;
    afterGrapheme = index + segment.length;
    if (/^\s+$/u.test(segment)) afterSpace = afterGrapheme;
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
