import { fileTypeFromBuffer } from 'file-type';
import { Failure } from '../../../../domain/errors.ts';

const majorOf = (type: string): string => type.split('/', 1)[0] ?? '';

/**
 * The same bytes. Fails with `unsupported` instead of passing any on when they begin as a file of
 * quite another type than X says, such as a document that is called an image. Bytes that do not
 * tell what they are pass.
 */
export async function* asTold(
  bytes: AsyncIterable<Uint8Array>,
  contentType: string,
): AsyncGenerator<Uint8Array> {
  let isFirst = true;
  for await (const chunk of bytes) {
    if (isFirst) await checkBeginning(chunk, contentType);
    isFirst = false;
    yield chunk;
  }
}

async function checkBeginning(chunk: Uint8Array, contentType: string): Promise<void> {
  if (contentType === 'application/octet-stream') return;
  const found = await fileTypeFromBuffer(chunk).catch(() => undefined);
  if (found === undefined || majorOf(found.mime) === majorOf(contentType)) return;
  throw new Failure('unsupported', `X says ${contentType}, the bytes say ${found.mime}`);
}
