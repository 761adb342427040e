import type { IncomingMessage } from 'node:http';
import { boundaryOf, MultipartReader, type Part } from './multipart.ts';

const BODY_BYTES_MAX = 1_048_576;
const LARGE_BODY_BYTES_MAX = 16 * BODY_BYTES_MAX;

/** Where files come in base64. */
const LARGE = ['/sandbox/', '/2/media/upload'];

/** A body that was read to its end. */
export interface Body {
  /** Empty for a multipart body. */
  readonly bytes: Buffer;
  readonly parts?: ReadonlyMap<string, Part>;
}

/** Reads a body to its end; gives the HTTP status to refuse it with when it cannot be used. */
export function readBody(incoming: IncomingMessage, done: (body: Body | number) => void): void {
  const boundary = boundaryOf(incoming.headers['content-type'] ?? '');
  if (boundary === undefined) readWhole(incoming, done);
  else readParts(incoming, new MultipartReader(boundary), done);
}

function readWhole(incoming: IncomingMessage, done: (body: Body | number) => void): void {
  const bytesMax = LARGE.some((prefix) => incoming.url?.startsWith(prefix))
    ? LARGE_BODY_BYTES_MAX
    : BODY_BYTES_MAX;
  const chunks: Buffer[] = [];
  let size = 0;
  incoming.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= bytesMax) chunks.push(chunk);
  });
  incoming.on('end', () => {
    done(size > bytesMax ? 413 : { bytes: Buffer.concat(chunks) });
  });
}

function readParts(
  incoming: IncomingMessage,
  reader: MultipartReader,
  done: (body: Body | number) => void,
): void {
  incoming.on('data', (chunk: Buffer) => {
    reader.write(chunk);
  });
  incoming.on('end', () => {
    const parts = reader.end();
    done(parts === undefined ? 400 : { bytes: Buffer.alloc(0), parts });
  });
}
