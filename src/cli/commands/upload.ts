import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import {
  type File,
  MediaServiceService,
  type UploadFileRequest,
} from '../../adapters/grpc/generated/twitter_connector/v1/media.ts';
import { CommandFailed, exitCodes } from '../exit-codes.ts';
import type { Session } from '../session.ts';
import { bytes, Progress } from '../terminal/progress.ts';

/** A local file, and what is said about it. */
export interface LocalFile {
  readonly path: string;
  /** What its bytes are; found out from its beginning when absent. */
  readonly type?: string | undefined;
  readonly conversation?: string | undefined;
}

const chunkBytes = 256 * 1024;

/** Streams a local file to the File Engine, with progress on standard error. */
export async function uploaded(session: Session, file: LocalFile): Promise<File> {
  const sizeBytes = await sizeOf(file.path);
  const contentType = file.type ?? (await typeOf(file.path));
  const label = basename(file.path);
  const progress = new Progress(session.terminal, label, bytes, sizeBytes);
  const sent = { bytes: 0 };
  async function* steps(): AsyncGenerator<UploadFileRequest> {
    const header = {
      fileName: label,
      contentType,
      sizeBytes: BigInt(sizeBytes),
      conversation: file.conversation ?? '',
    };
    yield { step: { $case: 'header', value: header } };
    for await (const chunk of createReadStream(file.path, { highWaterMark: chunkBytes })) {
      yield { step: { $case: 'chunk', value: chunk as Buffer } };
      sent.bytes += (chunk as Buffer).length;
      progress.at(sent.bytes);
    }
  }
  try {
    const answer = await session.api.send(MediaServiceService.uploadFile, steps());
    if (answer.file === undefined) throw new CommandFailed(exitCodes.failed, 'No file was named.');
    return answer.file;
  } finally {
    progress.end(sent.bytes);
  }
}

async function sizeOf(path: string): Promise<number> {
  try {
    const facts = await stat(path);
    if (facts.isFile()) return facts.size;
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    throw new CommandFailed(exitCodes.usage, `${path} cannot be read (${code}).`);
  }
  throw new CommandFailed(exitCodes.usage, `${path} is not a file.`);
}

async function typeOf(path: string): Promise<string> {
  const { fileTypeFromFile } = await import('file-type');
  return (await fileTypeFromFile(path))?.mime ?? 'application/octet-stream';
}
