const textOid = 25;

/**
 * An array of texts in PostgreSQL's binary form (array_recv, textrecv), null for a missing one:
 * nothing has to be escaped here nor parsed there.
 */
export function texts(values: readonly (string | null)[]): Buffer {
  const lengths = values.map((value) => (value === null ? -1 : Buffer.byteLength(value)));
  const size = lengths.reduce((sum, length) => sum + 4 + Math.max(0, length), 20);
  const buffer = Buffer.allocUnsafe(size);
  if (values.length === 0) {
    buffer.fill(0).writeInt32BE(textOid, 8);
    return buffer.subarray(0, 12);
  }
  buffer.writeInt32BE(1, 0);
  buffer.writeInt32BE(values.includes(null) ? 1 : 0, 4);
  buffer.writeInt32BE(textOid, 8);
  buffer.writeInt32BE(values.length, 12);
  buffer.writeInt32BE(1, 16);
  let at = 20;
  for (const [i, value] of values.entries()) {
    at = buffer.writeInt32BE(lengths[i] ?? -1, at);
    if (value !== null) at += buffer.write(value, at);
  }
  return buffer;
}

/** An array of whole numbers in PostgreSQL's text form. */
export const numbers = (values: readonly (number | null)[]): string =>
  `{${values.map((value) => value ?? 'NULL').join(',')}}`;
