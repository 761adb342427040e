import { once } from 'node:events';
import { createWriteStream, existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import {
  DownloadFileRequest,
  type DownloadFileResponse,
  File,
  MediaServiceService,
} from '../../adapters/grpc/generated/twitter_connector/v1/media.ts';
import { CommandFailed, exitCodes } from '../exit-codes.ts';
import { named } from '../names.ts';
import type { Session } from '../session.ts';
import { bytes, Progress } from '../terminal/progress.ts';

export interface Destination {
  /** `-` is standard output. */
  readonly output?: string;
  readonly force?: boolean;
}

/**
 * Streams a file of the File Engine to a local file, which appears only when it is complete.
 * Answers without a path what went to standard output.
 */
export async function downloaded(
  session: Session,
  name: string,
  destination: Destination,
): Promise<{ readonly file: File; readonly path?: string }> {
  const asked = /^https?:\/\//.test(name) ? name : named('files', name);
  const request = DownloadFileRequest.fromPartial({ name: asked });
  const steps = session.api.read(MediaServiceService.downloadFile, request, true);
  try {
    return await received(session, steps, asked, destination);
  } finally {
    await steps.return(undefined);
  }
}

async function received(
  session: Session,
  steps: AsyncGenerator<DownloadFileResponse>,
  asked: string,
  destination: Destination,
): Promise<{ readonly file: File; readonly path?: string }> {
  const { value: first } = await steps.next();
  const step = (first as DownloadFileResponse | undefined)?.step;
  const file = step?.$case === 'file' ? step.value : File.fromPartial({ name: asked });
  const { stdout } = session.terminal;
  if (destination.output === '-') {
    await pour(session, file, steps, stdout);
    return { file };
  }
  const path = destination.output ?? localName(file);
  if (destination.force !== true && existsSync(path)) {
    throw new CommandFailed(
      exitCodes.usage,
      `${path} is there already.`,
      'Replace it with --force, or name another file with --output.',
    );
  }
  await saved(session, file, steps, path);
  return { file, path };
}

async function saved(
  session: Session,
  file: File,
  steps: AsyncIterable<DownloadFileResponse>,
  path: string,
): Promise<void> {
  const part = `${path}.part`;
  const written = createWriteStream(part);
  const over = finished(written);
  over.catch(() => undefined);
  try {
    await once(written, 'open');
    await pour(session, file, steps, written);
    written.end();
    await over;
    await rename(part, path);
  } catch (thrown) {
    written.destroy();
    await rm(part, { force: true });
    const { code, syscall } = thrown as NodeJS.ErrnoException;
    if (syscall === undefined) throw thrown;
    throw new CommandFailed(exitCodes.failed, `${path} cannot be written (${code}).`);
  }
}

async function pour(
  { terminal }: Session,
  file: File,
  steps: AsyncIterable<DownloadFileResponse>,
  to: Writable,
): Promise<void> {
  const sizeBytes = file.sizeBytes > 0n ? Number(file.sizeBytes) : undefined;
  const progress = new Progress(terminal, localName(file), bytes, sizeBytes);
  let got = 0;
  try {
    for await (const { step } of steps) {
      if (step?.$case !== 'chunk') continue;
      if (!to.write(step.value)) await once(to, 'drain', { signal: terminal.signal });
      got += step.value.length;
      progress.at(got);
    }
  } finally {
    progress.end(got);
  }
}

/** The last part of the name that the service gave: nothing is written outside this folder. */
function localName({ name }: File): string {
  const local = basename(name.replaceAll('\\', '/').split(/[?#]/, 1)[0] ?? '');
  return /^\.*$/.test(local) ? 'file' : local;
}
