import { badFormat, mismatch, type Kind } from './findings.ts';

/** Any JSON value. */
export const anything: Kind = () => {};

/** Text; numbers and booleans become their text, null is text too. */
export const text: Kind = (value, path) => {
  if (typeof value === 'object' && value !== null) throw mismatch(path, 'text');
};

/** An integer; digit text and null are read, a fraction is cut off. */
export const integer: Kind = (value, path) => {
  if (typeof value === 'number' || value === null) return;
  if (typeof value !== 'string') throw mismatch(path, 'an integer');
  if (!/^\s*([+-]?\d+)?\s*$/.test(value)) throw badFormat(path, value, 'an integer');
};

/** A floating-point number; number text and null are read. */
export const decimal: Kind = (value, path) => {
  if (typeof value === 'number' || value === null) return;
  if (typeof value !== 'string') throw mismatch(path, 'a number');
  if (Number.isNaN(Number(value))) throw badFormat(path, value, 'a number');
};

/** A boolean; numbers, null and the words true and false are read. */
export const flag: Kind = (value, path) => {
  if (typeof value === 'boolean' || typeof value === 'number' || value === null) return;
  if (typeof value !== 'string') throw mismatch(path, 'a boolean');
  if (!/^(true|True|TRUE|false|False|FALSE|)$/.test(value)) {
    throw badFormat(path, value, '"true" or "false"');
  }
};

/** One of the names, in exactly this spelling; an ordinal (number or digits) is read as well. */
export function oneOf(...names: string[]): Kind {
  const known = new Set(names);
  return (value, path) => {
    if (value === null || (typeof value === 'string' && known.has(value))) return;
    if (typeof value === 'object' || typeof value === 'boolean') throw mismatch(path, 'a name');
    const ordinal = /^\d+$/.test(String(value)) ? Number(value) : -1;
    if (ordinal < 0 || ordinal >= names.length) {
      throw badFormat(path, value, `one of ${names.join(', ')}`);
    }
  };
}

const ISO = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?(\.\d+)?(Z|[+-]\d\d(:?\d\d)?)?)?$/;
const RFC_1123 = /^[A-Z][a-z]{2}, \d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d ([A-Z]+|[+-]\d{4})$/;

/** A moment: epoch milliseconds as number or digits, "", null, ISO 8601 or RFC 1123 text. */
export const moment: Kind = (value, path) => {
  if (value === null || Number.isInteger(value)) return;
  if (typeof value !== 'string') throw mismatch(path, 'a timestamp');
  const trimmed = value.trim();
  const legal = /^-?\d*$/.test(trimmed) || ISO.test(trimmed) || RFC_1123.test(trimmed);
  if (!legal) throw badFormat(path, value, 'a timestamp');
};
