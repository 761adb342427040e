import { expect, test } from '@jest/globals';
import { startCimSandbox } from '../../../../sandbox/cim/cim-sandbox.ts';
import { call } from '../../../../sandbox/cim/test-client.ts';
import {
  type FileStoreTrouble,
  fileStoreConformance,
} from '../../../domain/media/file-store.conformance.ts';
import { ManualClock } from '../../in-memory/manual-clock.ts';
import { FileEngineStore } from './file-engine-store.ts';

const uploadBytesMax = 1_000_000;

async function open(publicUrl?: string) {
  const sandbox = await startCimSandbox({ uploadBytesMax });
  const store = new FileEngineStore({
    url: `${sandbox.fileEngineUrl}/`,
    clock: new ManualClock(),
    ...(publicUrl !== undefined && { publicUrl }),
  });
  const control = (method: string, path: string, body?: unknown) =>
    call(method, `${sandbox.ccmUrl}/sandbox/${path}`, body);
  const troubles: Readonly<Record<FileStoreTrouble, () => Promise<unknown>>> = {
    away: () => control('POST', 'faults', { path: '/api/', tear: true }),
    infected: () => control('POST', 'settings', { infected: true }),
    full: () => control('POST', 'settings', { uploadBytesMax: 4_999 }),
  };
  return {
    sandbox,
    store,
    control,
    trouble: async (kind: FileStoreTrouble | 'none') => {
      await control('DELETE', 'faults');
      await control('POST', 'settings', { infected: false, uploadBytesMax });
      if (kind !== 'none') await troubles[kind]();
    },
    close: async () => {
      await store.close();
      await sandbox.close();
    },
  };
}

fileStoreConformance('the File Engine', open);

async function* source(...chunks: string[]) {
  for (const chunk of chunks) yield Buffer.from(chunk);
}
const file = (name = 'photo.jpg', contentType = 'image/jpeg') => ({
  name,
  contentType,
  bytes: source('ab', '', 'c'),
  conversationId: '1798',
});

test('stores under a name and a type that the File Engine takes', async () => {
  const { store, sandbox, close } = await open();
  const odd = { ...file('Grüße & "Küsse".jpg', 'image/jpeg; a="b"\r\n'), conversationId: '../9 1' };
  expect(await store.put(odd)).toEqual({
    name: '_9_1_Gru_e_Kusse_.jpg',
    url: `${sandbox.fileEngineUrl}/api/downloadFileStream?filename=_9_1_Gru_e_Kusse_.jpg`,
    contentType: 'image/jpeg',
    sizeBytes: 3,
  });
  await close();
});

test('reads a file whose name desks write as it is', async () => {
  const { store, sandbox, close } = await open();
  const name = '100% of a&b #1 + c=d?.txt';
  const form = new FormData();
  form.set('file', new Blob(['hello'], { type: 'text/plain; charset=utf-8' }), name);
  const url = `${sandbox.fileEngineUrl}/api/uploadFileStream`;
  await fetch(url, { method: 'POST', body: form });

  const desk = `https://cx.example.com/file-engine/api/downloadFileStream?filename=${name}`;
  const got = await store.get(desk);
  expect(got).toMatchObject({ name, contentType: 'text/plain', sizeBytes: 5 });
  await got.close();
  await close();
});

const unavailable = 'media-unavailable';

test.each([
  [400, 'rejected'],
  [413, 'too-large'],
  [415, 'rejected'],
  [422, 'rejected'],
  ...[302, 401, 403, 404, 405, 408, 429, 500, 502, 503].map((status) => [status, unavailable]),
])('an upload answered with %s fails with %s', async (status, code) => {
  const { store, control, close } = await open();
  const body = { message: 'An error occurred while uploading file.' };
  await control('POST', 'faults', { path: '/api/uploadFileStream', status, body });
  const detail = `the File Engine answered ${status}`;
  await expect(store.put(file())).rejects.toMatchObject({ code, detail });
  await close();
});

test.each([
  [400, 'rejected'],
  [404, 'not-found'],
  [410, 'not-found'],
  ...[204, 302, 401, 403, 405, 408, 429, 500, 502, 503].map((status) => [status, unavailable]),
])('a download answered with %s fails with %s', async (status, code) => {
  const { store, control, close } = await open();
  await control('POST', 'faults', { path: '/api/downloadFileStream', status });
  const detail = `the File Engine answered ${status}`;
  await expect(store.get('x?filename=a.png')).rejects.toMatchObject({ code, detail });
  await close();
});

test.each([200, 400, 500])(
  'a file that is infected is rejected, whatever the status: %i',
  async (status) => {
    const { store, control, close } = await open();
    const body = {
      message: 'An error occurred while uploading file.',
      result: { isInfected: true },
    };
    await control('POST', 'faults', { path: '/api/uploadFileStream', status, body });
    await expect(store.put(file())).rejects.toMatchObject({ code: 'rejected' });
    await close();
  },
);

test.each([
  [{ name: '1_a.jpg', type: 'image/jpeg', size: 60184 }, 60184, 'image/jpeg'],
  [{ name: '1_a.jpg', type: 'image/PNG', size: '60184' }, 60184, 'image/png'],
  [{ name: ' 1_a.jpg ', type: null, size: null }, 3, 'image/jpeg'],
  [{ name: '1_a.jpg', type: '', size: '3 B' }, 3, 'image/jpeg'],
])('the answer %j is understood', async (body, sizeBytes, contentType) => {
  const { store, control, close } = await open();
  await control('POST', 'faults', {
    path: '/api/uploadFileStream',
    when: 'after',
    status: 201,
    body,
  });
  expect(await store.put(file())).toMatchObject({ name: '1_a.jpg', sizeBytes, contentType });
  await close();
});

test.each([{}, { name: ' ' }, { name: {} }, [], 'ok', null])(
  'an answer that names no file is no success: %j',
  async (body) => {
    const { store, control, close } = await open();
    await control('POST', 'faults', {
      path: '/api/uploadFileStream',
      when: 'after',
      status: 200,
      body,
    });
    await expect(store.put(file())).rejects.toMatchObject({ code: unavailable });
    await close();
  },
);

test.each([2, 4])(
  'a file that is not as large as was said is not stored: %i of 3',
  async (sizeBytes) => {
    const { store, close } = await open();
    await expect(store.put({ ...file(), sizeBytes })).rejects.toMatchObject({ code: unavailable });
    await expect(store.get('x?filename=1798_photo.jpg')).rejects.toMatchObject({
      code: 'not-found',
    });
    await close();
  },
);

test('an address without a name is not found, and not made public', async () => {
  const { store, close } = await open('https://cx.example.com/file-engine/');
  await expect(store.get('https://cx.example.com/')).rejects.toMatchObject({ code: 'not-found' });
  expect(store.publicUrl('https://cx.example.com/')).toBeUndefined();
  expect(store.publicUrl('http://fe/x?filename=a b&c.png')).toBe(
    'https://cx.example.com/file-engine/api/downloadFileStream?filename=a%20b%26c.png',
  );
  await close();
});
