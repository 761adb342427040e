import type { FileStore } from '../../../domain/media/file-store.ts';
import { Failure } from '../../../domain/errors.ts';
import { contentTypeIn, contentTypeOf, sampleBytes } from './content-type.ts';
import type { IdleTimer } from './idle-timer.ts';

/** The bytes of an answer, over which the connection stays open until they are read. */
export interface AnswerBody extends AsyncIterable<Uint8Array> {
  destroy(): unknown;
}

/** What is known of a file before its bytes. */
export interface FileFacts {
  readonly name: string;
  readonly sizeBytes: number;
  readonly declaredType: string | undefined;
}

/**
 * A file on its way, of which the first bytes have come and told the type; they are delivered all
 * the same. Bytes are taken from the connection as they are read. Fails with `media-unavailable`
 * when the transfer stands still, breaks off or has another size than was said.
 */
export async function downloadOf(
  body: AnswerBody,
  { name, sizeBytes, declaredType }: FileFacts,
  idle: IdleTimer,
): ReturnType<FileStore['get']> {
  const chunks = chunksOf(body, idle);
  const first: Uint8Array[] = [];
  for (let bytes = 0; bytes < sampleBytes; ) {
    const next = await chunks.next();
    if (next.done === true) break;
    first.push(next.value);
    bytes += next.value.length;
  }
  const sniffed = await contentTypeOf(Buffer.concat(first));
  return {
    name,
    sizeBytes,
    contentType: sniffed ?? contentTypeIn(declaredType),
    bytes: whole(first, chunks, sizeBytes),
    close: async () => void body.destroy(),
  };
}

async function* chunksOf(body: AnswerBody, idle: IdleTimer): AsyncGenerator<Uint8Array> {
  idle.moved();
  try {
    for await (const chunk of body) {
      idle.rest();
      yield chunk;
      idle.moved();
    }
  } catch (thrown) {
    throw idle.failureOf(thrown);
  } finally {
    idle.end();
    body.destroy();
  }
}

/** First what has come already, then the rest; not a byte more or less than was said. */
async function* whole(
  first: Uint8Array[],
  rest: AsyncGenerator<Uint8Array>,
  sizeBytes: number,
): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  const counted = (chunk: Uint8Array): Uint8Array => {
    bytes += chunk.length;
    if (bytes > sizeBytes) throw wrongSize(`more than ${sizeBytes}`);
    return chunk;
  };
  try {
    for (const chunk of first.splice(0)) yield counted(chunk);
    for await (const chunk of rest) yield counted(chunk);
  } finally {
    await rest.return(undefined);
  }
  if (bytes < sizeBytes) throw wrongSize(`${bytes} of ${sizeBytes}`);
}

const wrongSize = (bytes: string): Failure =>
  new Failure('media-unavailable', `the File Engine sent ${bytes} bytes`);
