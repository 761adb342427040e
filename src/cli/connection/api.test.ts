import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import {
  DownloadFileRequest,
  MediaServiceService,
  type UploadFileRequest,
} from '../../adapters/grpc/generated/twitter_connector/v1/media.ts';
import { Failure } from '../../domain/errors.ts';
import { CannedService } from '../canned-service.model.ts';
import { CommandFailed, exitCodes, Interrupted } from '../exit-codes.ts';
import { Api } from './api.ts';

const service = new CannedService();
const { world } = service;
beforeAll(() => service.start());
afterAll(() => service.stop());

let api: Api;
afterEach(() => {
  api.close();
  world.hanging.clear();
  world.failing.clear();
});

function apiOf(timeout = 50, stopping = new AbortController()): Api {
  api = new Api({ address: service.address, timeout }, stopping.signal);
  return api;
}

const download = (name: string) =>
  api.read(MediaServiceService.downloadFile, DownloadFileRequest.fromPartial({ name }), true);

async function* steps(): AsyncGenerator<UploadFileRequest> {
  const value = { fileName: 'a.bin', contentType: 'a/b', sizeBytes: 3n, conversation: '' };
  yield { step: { $case: 'header', value } };
  yield { step: { $case: 'chunk', value: Buffer.from('abc') } };
}

describe('a transfer', () => {
  test.each(['DownloadFile', 'UploadFile'])('of %s without progress is ended', async (method) => {
    world.hanging.add(method);
    apiOf();
    const transfer =
      method === 'UploadFile'
        ? api.send(MediaServiceService.uploadFile, steps())
        : download('files/a').next();
    await expect(transfer).rejects.toMatchObject({ exitCode: exitCodes.unavailable });
    await expect(transfer).rejects.toThrow(CommandFailed);
  });

  test('is not ended because its reader takes long', async () => {
    world.files.set('files/a', Buffer.alloc(20_000_000, 1));
    apiOf(2_000);
    let read = 0;
    for await (const { step } of download('files/a')) {
      if (read === 0) await new Promise((resolve) => setTimeout(resolve, 2_500));
      if (step?.$case === 'chunk') read += step.value.length;
    }
    expect(read).toBe(20_000_000);
  });

  test('fails with what its source fails with', async () => {
    apiOf(5_000);
    async function* broken(): AsyncGenerator<UploadFileRequest> {
      yield* steps();
      throw new Error('the disk is gone');
    }
    const transfer = api.send(MediaServiceService.uploadFile, broken());
    await expect(transfer).rejects.toThrow('the disk is gone');
  });

  test('that is refused takes no more from its source', async () => {
    world.failing.set('UploadFile', new Failure('too-large', 'too large'));
    apiOf(5_000);
    let taken = 0;
    let end = () => {};
    const ended = new Promise<void>((resolve) => (end = resolve));
    async function* endless(): AsyncGenerator<UploadFileRequest> {
      try {
        yield* steps();
        for (; taken < 20_000; taken++) {
          yield { step: { $case: 'chunk', value: Buffer.alloc(64 * 1024) } };
        }
      } finally {
        end();
      }
    }
    const transfer = api.send(MediaServiceService.uploadFile, endless());
    await expect(transfer).rejects.toThrow('too large');
    await ended;
    expect(taken).toBeLessThan(1_000);
  });

  test.each(['DownloadFile', 'UploadFile'])('of %s ends with Ctrl-C', async (method) => {
    world.hanging.add(method);
    const stopping = new AbortController();
    apiOf(5_000, stopping);
    const transfer =
      method === 'UploadFile'
        ? api.send(MediaServiceService.uploadFile, steps())
        : download('files/a').next();
    const ended = expect(transfer).rejects.toThrow(Interrupted);
    stopping.abort();
    await ended;
  });
});

describe('a closed api', () => {
  test('ends what is under way, and takes nothing more', async () => {
    world.hanging.add('DownloadFile');
    apiOf(5_000);
    const ended = expect(download('files/a').next()).rejects.toThrow(Interrupted);
    api.close();
    await ended;
    await expect(download('files/a').next()).rejects.toThrow(Interrupted);
  });
});
