import { Failure, InvalidInput } from '../../domain/errors.ts';
import type { NewFile, StoredFile } from '../../domain/media/file-store.ts';
import type { KeepFile } from '../../domain/media/keep-file.ts';
import type { ReadFile } from '../../domain/media/read-file.ts';
import { type CallContext, clientStream, type Report, serverStream } from './calls.ts';
import { addressIn, fileNameOf, isAddress } from './file-names.ts';
import type {
  DownloadFileRequest,
  DownloadFileResponse,
  File,
  MediaServiceServer,
  UploadFileRequest,
  UploadFileResponse,
} from './generated/twitter_connector/v1/media.ts';
import { checked } from './request-fields.ts';

const chunkBytesMax = 1024 * 1024;
const fileNameMax = 255;
const conversationMax = 100;

/** Files of the contact centre, in and out, as streams. */
export function mediaService(
  keepFile: KeepFile,
  readFile: ReadFile,
  report: Report,
): MediaServiceServer {
  return {
    uploadFile: clientStream((requests) => upload(keepFile, requests), report),
    downloadFile: serverStream((request, call) => download(readFile, request, call), report),
  };
}

async function upload(
  keepFile: KeepFile,
  requests: AsyncIterable<UploadFileRequest>,
): Promise<UploadFileResponse> {
  const steps = requests[Symbol.asyncIterator]();
  const first = await steps.next();
  const about = headerIn(first.done === true ? undefined : first.value);
  const stored = await keepFile.execute({ ...about, bytes: chunksIn(steps) });
  return { file: fileOf(stored, stored.url) };
}

function headerIn(request: UploadFileRequest | undefined): Omit<NewFile, 'bytes'> {
  if (request?.step?.$case !== 'header') throw new InvalidInput(['header must come first']);
  const { fileName, contentType, sizeBytes, conversation } = request.step.value;
  const nameFits = fileName.trim() !== '' && fileName.length <= fileNameMax;
  checked(
    nameFits ? [] : [`header.file_name must be 1 to ${fileNameMax} characters`],
    /^[\w!#$&^.+-]{1,100}\/[\w!#$&^.+-]{1,100}$/.test(contentType)
      ? []
      : ['header.content_type must be a type like image/png'],
    sizeBytes < 0n ? ['header.size_bytes must not be negative'] : [],
    conversation.length > conversationMax
      ? [`header.conversation is longer than ${conversationMax} characters`]
      : [],
  );
  return {
    name: fileName.trim(),
    contentType: contentType.toLowerCase(),
    conversationId: conversation || 'api',
    ...(sizeBytes > 0n && { sizeBytes: Number(sizeBytes) }),
  };
}

async function* chunksIn(steps: AsyncIterator<UploadFileRequest>): AsyncGenerator<Uint8Array> {
  for (;;) {
    const { done, value } = await steps.next();
    if (done === true) return;
    if (value.step?.$case !== 'chunk') throw new InvalidInput(['chunk must follow the header']);
    const { value: chunk } = value.step;
    if (chunk.length > chunkBytesMax) {
      throw new InvalidInput([`chunk is larger than ${chunkBytesMax} bytes`]);
    }
    yield chunk;
  }
}

async function* download(
  readFile: ReadFile,
  { name }: DownloadFileRequest,
  { signal }: CallContext,
): AsyncGenerator<DownloadFileResponse> {
  const address = addressIn(name);
  if (address === undefined) {
    throw new InvalidInput(['name must be files/{name} or the address of a file']);
  }
  const file = await found(readFile.execute(address));
  const close = () => void file.close();
  signal.addEventListener('abort', close);
  try {
    signal.throwIfAborted();
    const about = fileOf(file, isAddress(name) ? name : '');
    yield { step: { $case: 'file', value: about } };
    for await (const chunk of file.bytes) {
      const value = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
      yield { step: { $case: 'chunk', value } };
    }
  } finally {
    signal.removeEventListener('abort', close);
    await file.close();
    signal.throwIfAborted();
  }
}

/** Says no more of a file that is not there. */
async function found<T>(file: Promise<T>): Promise<T> {
  try {
    return await file;
  } catch (thrown) {
    const missing = thrown instanceof Failure && thrown.code === 'not-found';
    throw missing ? new Failure('not-found', 'there is no such file') : thrown;
  }
}

const fileOf = ({ name, contentType, sizeBytes }: Omit<StoredFile, 'url'>, url: string): File => ({
  name: fileNameOf(name),
  url,
  contentType,
  sizeBytes: BigInt(sizeBytes),
});
