import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { answerJson, type Handler, notFound } from '../http.ts';
import { type Answer, urlOf } from '../routes.ts';
import type { World } from '../world.ts';
import type { StoredFile } from './files.ts';
import { upload } from './upload.ts';

const CHUNK_BYTES = 64 * 1024;

/** Serves uploads, downloads and file facts under `/api`. */
export function fileEngine(world: World): Handler {
  return async (request, response) => {
    const { pathname: path, searchParams } = urlOf(request);
    if (await world.faults.strike('before', { path }, response)) return;
    const uploading = request.method === 'POST' && path === '/api/uploadFileStream';
    const answer = uploading
      ? await upload(world, request)
      : readAnswer(world, `${request.method} ${path}`, searchParams.get('filename') ?? '');
    if (await world.faults.strike('after', { path }, response)) return;
    if ('bytes' in answer) return download(answer, response, world.settings.truncateAfterBytes);
    answerJson(response, answer.status, answer.body);
  };
}

function readAnswer({ files }: World, call: string, filename: string): Answer | StoredFile {
  const downloading = call === 'GET /api/downloadFileStream';
  if (!downloading && call !== 'GET /api/getFileStat') return notFound(`No endpoint ${call}`);
  const file = files.get(filename);
  if (file === undefined) return notFound(`No file ${filename}`);
  if (downloading) return file;
  const { name, type, bytes, etag, storedAt } = file;
  return { status: 200, body: { name, type, size: bytes.length, etag, lastModified: storedAt } };
}

async function download(
  { bytes, type }: StoredFile,
  response: ServerResponse,
  tornAt: number | null,
): Promise<void> {
  response.writeHead(200, { 'content-type': type, 'content-length': bytes.length });
  if (tornAt === null || tornAt >= bytes.length) {
    return pipeline(Readable.from(slices(bytes)), response);
  }
  response.write(bytes.subarray(0, tornAt), () => response.destroy());
}

function* slices(bytes: Buffer): Generator<Buffer> {
  for (let start = 0; start < bytes.length; start += CHUNK_BYTES) {
    yield bytes.subarray(start, start + CHUNK_BYTES);
  }
}
