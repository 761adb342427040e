import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { InvalidInput } from '../../domain/errors.ts';
import { RequestRefused } from './problem.ts';

/** Largest body of a request, in bytes. */
export const bodyBytesMax = 1024 * 1024;

/** Deepest nesting of JSON; nothing that X or CCM sends comes near it. */
const depthMax = 64;

/** The raw bytes of a request; refuses with 413 what is larger than {@link bodyBytesMax}. */
export function bodyOf(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const tooLarge = () => {
      request.removeAllListeners('data');
      request.resume();
      reject(new RequestRefused(413, 'The body is too large', `at most ${bodyBytesMax} bytes`));
    };
    if (Number(request.headers['content-length']) > bodyBytesMax) return tooLarge();
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > bodyBytesMax) return tooLarge();
      chunks.push(chunk);
    });
    request.on('end', () =>
      resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)),
    );
    request.on('error', () => reject(new RequestRefused(400, 'The body was cut off')));
    request.on('close', () => {
      if (!request.complete) reject(new RequestRefused(400, 'The body was cut off'));
    });
  });
}

/** The JSON in a body; refuses other bytes, invalid UTF-8 and extreme nesting. */
export function jsonIn(body: Buffer): unknown {
  if (body.length === 0) throw new InvalidInput(['the body is empty; JSON is expected']);
  if (!isUtf8(body)) throw new InvalidInput(['the body is not valid UTF-8']);
  if (isTooDeep(body)) throw new InvalidInput([`the JSON is nested deeper than ${depthMax}`]);
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new InvalidInput(['the body is not valid JSON']);
  }
}

const quote = 0x22;
const backslash = 0x5c;

function isTooDeep(body: Buffer): boolean {
  let depth = 0;
  for (let i = 0; i < body.length; i++) {
    const byte = body[i] as number;
    if (byte === quote) i = endOfString(body, i + 1);
    else if (byte === 0x7b || byte === 0x5b) {
      if (++depth > depthMax) return true;
    } else if (byte === 0x7d || byte === 0x5d) depth--;
  }
  return false;
}

/** The offset of the closing quote of the string that begins at `from`. */
function endOfString(body: Buffer, from: number): number {
  let end = body.indexOf(quote, from);
  while (end > 0) {
    let slashes = 0;
    while (body[end - 1 - slashes] === backslash) slashes++;
    if (slashes % 2 === 0) return end;
    end = body.indexOf(quote, end + 1);
  }
  return body.length;
}
