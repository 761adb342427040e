import type { IncomingMessage } from 'node:http';
import { readBytes, springError } from '../http.ts';
import type { Answer } from '../routes.ts';
import type { World } from '../world.ts';
import { boundaryOf, type Part, partsOf } from './multipart.ts';

const FORM_BYTES_MAX = 64 * 1024;
const FAILED = 'An error occurred while uploading file.';

/** Takes a multipart upload: stores the file, or says why not. */
export async function upload(
  { files, settings }: World,
  request: IncomingMessage,
): Promise<Answer> {
  const boundary = boundaryOf(request.headers['content-type']);
  const body = await readBytes(request, settings.uploadBytesMax + FORM_BYTES_MAX);
  if (body === undefined) return tooLarge(settings.uploadBytesMax);
  const parts = boundary === undefined ? undefined : partsOf(body, boundary);
  const file = parts?.find((part) => part.name === 'file' && part.fileName);
  if (parts === undefined || file === undefined) {
    return { status: 400, body: springError(400, FAILED) };
  }
  if (file.bytes.length > settings.uploadBytesMax) return tooLarge(settings.uploadBytesMax);
  if (settings.infected || /eicar/i.test(file.fileName ?? '')) return infected(file);

  const conversationId = parts.find((part) => part.name === 'conversationId')?.bytes.toString();
  const name = [conversationId, file.fileName].filter(Boolean).join('_');
  const stored = files.store(name, file.contentType ?? 'application/octet-stream', file.bytes);
  return {
    status: 200,
    body: {
      message: 'File uploaded successfully',
      etag: stored.etag,
      name,
      type: stored.type,
      size: stored.bytes.length,
    },
  };
}

function tooLarge(bytesMax: number): Answer {
  return { status: 413, body: springError(413, `The file is larger than ${bytesMax} bytes`) };
}

function infected(file: Part): Answer {
  const result = { isInfected: true, file: file.fileName, viruses: ['Eicar-Test-Signature'] };
  return { status: 400, body: { message: FAILED, result } };
}
