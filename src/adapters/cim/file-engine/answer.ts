import { Failure } from '../../../domain/errors.ts';
import type { StoredFile } from '../../../domain/media/file-store.ts';
import { type JsonObject, objectIn, textIn } from '../json.ts';
import { contentTypeIn } from './content-type.ts';
import { failureFrom } from './failure-from.ts';

const answerBytesMax = 64 * 1024;

/** The JSON object of an answer; undefined when it is something else, or too large. */
export async function answerIn(body: AsyncIterable<Uint8Array>): Promise<JsonObject | undefined> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > answerBytesMax) return undefined;
    chunks.push(chunk);
  }
  try {
    return objectIn(JSON.parse(Buffer.concat(chunks).toString('utf8')));
  } catch {
    return undefined;
  }
}

/** What we sent, and how much of it. */
export interface Sent {
  readonly contentType: string;
  readonly bytesRead: number;
  readonly isComplete: boolean;
}

/**
 * What became of an upload, by the answer to it. The name is the File Engine's own; type and size
 * are what we sent where it does not tell.
 */
export function storedFrom(
  status: number,
  answer: JsonObject | undefined,
  sent: Sent,
): Omit<StoredFile, 'url'> {
  if (textIn(objectIn(answer?.result)?.isInfected) === 'true') {
    throw new Failure('rejected', 'the File Engine found the file infected');
  }
  if (status < 200 || status >= 300) throw failureFrom(status);
  const name = textIn(answer?.name)?.trim() ?? '';
  if (name === '' || !sent.isComplete) {
    const detail = `the File Engine answered ${status} and did not tell of the whole file`;
    throw new Failure('media-unavailable', detail);
  }
  const type = textIn(answer?.type)?.trim() ?? '';
  return {
    name,
    contentType: type === '' ? sent.contentType : contentTypeIn(type),
    sizeBytes: sizeIn(answer?.size) ?? sent.bytesRead,
  };
}

/** A number of bytes, also one in digits; undefined when it is none. */
export function sizeIn(value: unknown): number | undefined {
  const text = textIn(value)?.trim() ?? '';
  const size = Number(text);
  return /^\d+$/.test(text) && Number.isSafeInteger(size) ? size : undefined;
}
