import { randomBytes } from 'node:crypto';
import type { StreamedBody } from './twitter-client.ts';

/** A `multipart/form-data` body of fields and one file, which is sent as it comes (RFC 7578). */
export function multipart(
  fields: Readonly<Record<string, string>>,
  file: {
    readonly name: string;
    readonly sizeBytes: number;
    readonly bytes: AsyncIterable<Uint8Array>;
  },
): StreamedBody {
  const boundary = `--------------------------${randomBytes(12).toString('hex')}`;
  const parts = Object.entries(fields).map(
    ([name, value]) => `--${boundary}\r\n${disposition(name)}\r\n\r\n${value}\r\n`,
  );
  const opening = `--${boundary}\r\n${disposition(file.name)}; filename="blob"\r\n`;
  const type = 'Content-Type: application/octet-stream\r\n\r\n';
  const head = Buffer.from(`${parts.join('')}${opening}${type}`);
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    sizeBytes: head.length + file.sizeBytes + tail.length,
    bytes: joined(head, file.bytes, tail),
  };
}

const disposition = (name: string): string => `Content-Disposition: form-data; name="${name}"`;

async function* joined(head: Buffer, bytes: AsyncIterable<Uint8Array>, tail: Buffer) {
  yield head;
  yield* bytes;
  yield tail;
}
