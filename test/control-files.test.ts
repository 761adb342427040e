import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { status } from '@grpc/grpc-js';
import { call } from '../sandbox/stage/call.ts';
import { type CimSandbox, startCimSandbox } from '../sandbox/cim/cim-sandbox.ts';
import { FileEngineStore } from '../src/adapters/cim/file-engine/file-engine-store.ts';
import type {
  File,
  UploadFileRequest,
  UploadFileResponse,
} from '../src/adapters/grpc/generated/twitter_connector/v1/media.ts';
import { systemClock } from '../src/adapters/system/system-clock.ts';
import type { FileStore } from '../src/domain/media/file-store.ts';
import { ask, clientsOf, refused } from './control-client.ts';
import { ControlRig } from './control-rig.ts';
import { eventually } from './eventually.ts';

const mebibyte = 1024 * 1024;

let cim: CimSandbox;
let store: FileEngineStore;
let rig: ControlRig;
let clients: ReturnType<typeof clientsOf>;
let closed = 0;

beforeAll(async () => {
  cim = await startCimSandbox({ uploadBytesMax: 30 * mebibyte });
  store = new FileEngineStore({ url: cim.fileEngineUrl, clock: systemClock });
  const watched: FileStore = {
    put: (file) => store.put(file),
    get: async (url) => {
      const file = await store.get(url);
      const close = () => {
        closed += 1;
        return file.close();
      };
      return { ...file, close };
    },
    publicUrl: () => undefined,
  };
  rig = new ControlRig(watched);
  await rig.start();
  clients = clientsOf(rig.port);
});
afterEach(async () => {
  await call('DELETE', `${cim.ccmUrl}/sandbox/faults`);
  await call('POST', `${cim.ccmUrl}/sandbox/settings`, { infected: false });
});
afterAll(async () => {
  clients.close();
  await rig.close();
  await store.close();
  await cim.close();
  expect(rig.reported).toEqual([]);
});

const header = (more: object = {}): UploadFileRequest => {
  const about = { fileName: 'cat.gif', contentType: 'image/gif', sizeBytes: 0n, conversation: '' };
  return { step: { $case: 'header', value: { ...about, ...more } } };
};
const no = (more: object = {}) => header({ fileName: 'no.gif', ...more });
const chunk = (bytes: Uint8Array): UploadFileRequest => ({
  step: { $case: 'chunk', value: Buffer.from(bytes) },
});
const gif = (size: number) => Buffer.concat([Buffer.from('GIF89a'), Buffer.alloc(size - 6, 7)]);
const fault = (rule: object) => call('POST', `${cim.ccmUrl}/sandbox/faults`, rule);

/** Says all of it, as fast as the server takes it, and answers what the server does. */
const upload = (...steps: UploadFileRequest[]) =>
  ask<UploadFileResponse>((settle) => {
    const stream = clients.media.uploadFile(settle);
    void (async () => {
      for (const step of steps) {
        if (!stream.write(step)) await new Promise((resolve) => void stream.once('drain', resolve));
      }
      stream.end();
    })();
  });
const download = async (name: string) => {
  let file: File | undefined;
  const chunks: Uint8Array[] = [];
  for await (const { step } of clients.media.downloadFile({ name })) {
    if (step.$case === 'file') file = step.value;
    else chunks.push(step.value);
  }
  return { file, bytes: Buffer.concat(chunks), longest: Math.max(...chunks.map((c) => c.length)) };
};
/** Whether the File Engine has a file that was sent under this name. */
const isKept = async (fileName: string) => {
  const url = `${cim.fileEngineUrl}/api/getFileStat?filename=api_${fileName}`;
  return (await call('GET', url)).status === 200;
};

describe('UploadFile', () => {
  test('keeps a file, and DownloadFile gives it back, by its name or by its address', async () => {
    const bytes = gif(3 * mebibyte);
    const slices = [0, 1, 2].map((n) => chunk(bytes.subarray(n * mebibyte, (n + 1) * mebibyte)));
    const size = { sizeBytes: BigInt(bytes.length), conversation: '2' };
    const { file } = await upload(header(size), ...slices);
    expect(file).toMatchObject({
      name: expect.stringMatching(/^files\/2_cat\w*\.gif$/),
      url: expect.stringContaining(cim.fileEngineUrl),
      contentType: 'image/gif',
      sizeBytes: BigInt(bytes.length),
    });
    const byName = await download(file?.name ?? '');
    expect(byName.file).toEqual({ ...file, url: '' });
    expect(byName.bytes.equals(bytes)).toBe(true);
    expect(byName.longest).toBeLessThanOrEqual(mebibyte);
    const byAddress = await download(file?.url ?? '');
    expect(byAddress.file).toEqual(file);
    expect(byAddress.bytes.equals(bytes)).toBe(true);
  });

  test('keeps a file whose size nobody said', async () => {
    const { file } = await upload(header(), chunk(gif(100)), chunk(Buffer.alloc(0)));
    expect(file?.sizeBytes).toBe(100n);
  });

  test.each<[string, UploadFileRequest[], keyof typeof status, RegExp]>([
    ['without a word', [], 'INVALID_ARGUMENT', /^header must come first$/],
    ['without a header', [chunk(gif(9))], 'INVALID_ARGUMENT', /^header must come first$/],
    ['without a step', [{ step: undefined }], 'INVALID_ARGUMENT', /^header must come first$/],
    ['with a late header', [no(), chunk(gif(9)), no()], 'INVALID_ARGUMENT', /^chunk must follow/],
    [
      'with a header that says nothing',
      [no({ fileName: ' ', contentType: 'gif', sizeBytes: -1n })],
      'INVALID_ARGUMENT',
      /^header.file_name .*; header.content_type .*; header.size_bytes /,
    ],
    ['that is empty', [no()], 'INVALID_ARGUMENT', /the file is empty/],
    [
      'with a chunk that is too large',
      [no(), chunk(gif(mebibyte + 1))],
      'INVALID_ARGUMENT',
      /^chunk is larger/,
    ],
    [
      'that is larger than was said',
      [no({ sizeBytes: 8n }), chunk(gif(9))],
      'INVALID_ARGUMENT',
      /^size_bytes is wrong/,
    ],
    [
      'that is smaller than was said',
      [no({ sizeBytes: 10n }), chunk(gif(9))],
      'INVALID_ARGUMENT',
      /^size_bytes is wrong/,
    ],
    [
      'that was said to be too large',
      [no({ sizeBytes: 26_214_401n })],
      'OUT_OF_RANGE',
      /^more than 26214400 bytes$/,
    ],
    [
      'that is too large',
      [no(), ...Array.from({ length: 26 }, () => chunk(gif(mebibyte)))],
      'OUT_OF_RANGE',
      /^more than 26214400 bytes$/,
    ],
  ])('refuses a file %s, and keeps nothing', async (_, steps, code, details) => {
    await expect(upload(...steps)).rejects.toEqual(refused(code, details));
    expect(await isKept('no.gif')).toBe(false);
  });

  test('says so when the File Engine refuses a file, or is away', async () => {
    await call('POST', `${cim.ccmUrl}/sandbox/settings`, { infected: true });
    await expect(upload(header(), chunk(gif(9)))).rejects.toEqual(
      refused('FAILED_PRECONDITION', /./),
    );
    await fault({ path: '/api/', tear: true });
    await expect(upload(header(), chunk(gif(9)))).rejects.toEqual(refused('UNAVAILABLE', /./));
  });

  test('keeps nothing of a file whose client goes away half-way, and lets go of it', async () => {
    const ended = ask((settle) => {
      const stream = clients.media.uploadFile(settle);
      stream.write(no());
      stream.write(chunk(gif(mebibyte)), () => stream.cancel());
    });
    await expect(ended).rejects.toEqual(refused('CANCELLED', /./));
    await upload(header({ fileName: 'next.gif' }), chunk(gif(9)));
    expect([await isKept('no.gif'), await isKept('next.gif')]).toEqual([false, true]);
  });

  test('ends with the deadline of its client', async () => {
    const options = { deadline: Date.now() + 100 };
    const ended = ask((settle) => {
      const stream = clients.media.uploadFile(options, settle as never);
      stream.write(header());
      stream.write(chunk(gif(9)));
    });
    await expect(ended).rejects.toEqual(refused('DEADLINE_EXCEEDED', /./));
  });
});

describe('DownloadFile', () => {
  test.each(['files/never.gif', 'http://files/api/downloadFileStream?filename=never.gif'])(
    'knows no file %s',
    async (name) => {
      await expect(download(name)).rejects.toEqual(refused('NOT_FOUND', 'there is no such file'));
    },
  );

  test.each(['', 'files/', 'never.gif', 'ftp://files/x'])('refuses the name %j', async (name) => {
    await expect(download(name)).rejects.toEqual(refused('INVALID_ARGUMENT', /^name must be /));
  });

  test('says so when the File Engine is away, or breaks off', async () => {
    const { file } = await upload(header(), chunk(gif(mebibyte)));
    await call('POST', `${cim.ccmUrl}/sandbox/settings`, { truncateAfterBytes: 100_000 });
    await expect(download(file?.name ?? '')).rejects.toEqual(refused('UNAVAILABLE', /./));
    await call('POST', `${cim.ccmUrl}/sandbox/settings`, { truncateAfterBytes: null });
    await fault({ path: '/api/', tear: true });
    await expect(download(file?.name ?? '')).rejects.toEqual(refused('UNAVAILABLE', /./));
  });

  test('lets go of the file when its client goes away', async () => {
    const slices = Array.from({ length: 20 }, () => chunk(gif(mebibyte)));
    const { file } = await upload(header(), ...slices);
    const before = closed;
    const stream = clients.media.downloadFile({ name: file?.name ?? '' });
    stream.on('error', () => {});
    await new Promise((resolve) => void stream.once('readable', resolve));
    expect(closed).toBe(before);
    stream.cancel();
    await eventually(
      () => closed,
      (count) => count > before,
    );
    expect(closed).toBeGreaterThan(before);
  });
});
