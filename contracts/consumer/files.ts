/** The beginnings of real files, with a mark that tells them from others of their kind. */
const begun = (hex: string): Buffer =>
  Buffer.concat([Buffer.from(hex, 'hex'), Buffer.from('pact')]);

export const jpeg = begun('ffd8ffe000104a464946000101000001');
export const gif = begun('474946383961010001000000');
export const mp4 = begun('000000186674797069736f6d0000020069736f6d69736f32');

/** Bytes that do not tell what they are. */
export const untyped = Buffer.from('00ff10fe20fd30fc', 'hex');

/** A file as it comes from somewhere else, in two pieces. */
export async function* arriving(file: Buffer): AsyncGenerator<Uint8Array> {
  yield file.subarray(0, 7);
  yield file.subarray(7);
}

/** Reads a file to its end. */
export async function whole(bytes: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of bytes) chunks.push(chunk);
  return Buffer.concat(chunks);
}
