/**
 * A short fingerprint of a text, equal for what X makes of it on the way: composed Unicode,
 * white space folded and trimmed, links typed without a scheme begun with `http://`. Two 32-bit
 * FNV-1a runs; it recognises, it does not protect. A message with a file is never taken for one
 * without.
 */
export function fingerprint(text: string, media = false): string {
  const schemeless = text.normalize('NFC').replaceAll(/https?:\/\//giu, '');
  const plain = schemeless.replaceAll(/\s+/gu, ' ').trim();
  let a = 0x811c9dc5;
  let b = 0x01000193;
  for (let i = 0; i < plain.length; i++) {
    const unit = plain.charCodeAt(i);
    a = Math.imul(a ^ unit, 0x01000193);
    b = Math.imul(b ^ (unit + i), 0x85ebca6b);
  }
  return hex(a) + hex(b) + (media ? 'm' : '');
}

const hex = (word: number): string => (word >>> 0).toString(16).padStart(8, '0');
