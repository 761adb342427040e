import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type CimSandbox, startCimSandbox } from '../cim-sandbox.ts';
import { call } from '../test-client.ts';

let sandbox: CimSandbox;

beforeEach(async () => {
  sandbox = await startCimSandbox({ uploadBytesMax: 1_000_000 });
});

afterEach(() => sandbox.close());

async function upload(bytes: Uint8Array<ArrayBuffer>, fileName: string, conversationId?: string) {
  const form = new FormData();
  form.set('file', new Blob([bytes], { type: 'image/png' }), fileName);
  if (conversationId !== undefined) form.set('conversationId', conversationId);
  const url = `${sandbox.fileEngineUrl}/api/uploadFileStream`;
  const response = await fetch(url, { method: 'POST', body: form });
  return { status: response.status, body: (await response.json()) as any };
}

const at = (endPoint: string, name: string) =>
  `${sandbox.fileEngineUrl}/api/${endPoint}?filename=${encodeURIComponent(name)}`;

test.each([
  ['text', Buffer.from('hello')],
  ['nothing', Buffer.alloc(0)],
  ['line ends and dashes', Buffer.from('\r\n--\r\n\r\n----x\r\n')],
  ['many bytes', randomBytes(700_000)],
])('gives back exactly the bytes it was given: %s', async (_, bytes) => {
  const { body } = await upload(new Uint8Array(bytes), 'a.png', '77');
  const response = await fetch(at('downloadFileStream', body.name));
  expect(response.headers.get('content-type')).toBe('image/png');
  expect(response.headers.get('content-length')).toBe(String(bytes.length));
  expect(Buffer.from(await response.arrayBuffer()).equals(bytes)).toBe(true);
});

test.each([
  ['77', '77_Ünïcode & "x" #1.png'],
  [undefined, 'Ünïcode & "x" #1.png'],
])('stores under the conversation id %s and the original name', async (id, name) => {
  const { status, body } = await upload(new Uint8Array(3), 'Ünïcode & "x" #1.png', id);
  expect({ status, body }).toEqual({
    status: 200,
    body: {
      message: 'File uploaded successfully',
      etag: '693e9af84d3dfcc71e640e005bdc5e2e',
      name,
      type: 'image/png',
      size: 3,
    },
  });
  const stat = await call('GET', at('getFileStat', name));
  expect(stat.body).toMatchObject({ name, size: 3, type: 'image/png' });
});

test.each(['downloadFileStream', 'getFileStat'])('an unknown file is 404: %s', async (endPoint) => {
  expect(await call('GET', at(endPoint, 'none.png'))).toMatchObject({
    status: 404,
    body: { status: 'NOT_FOUND' },
  });
});

test.each([1_000_001, 5_000_000])('a file of %d bytes is too large', async (length) => {
  expect((await upload(new Uint8Array(length), 'a.png')).status).toBe(413);
});

test('a file of just the limit is taken', async () => {
  expect((await upload(new Uint8Array(1_000_000), 'a.png')).status).toBe(200);
});

test('a file named after the test virus is infected, and not stored', async () => {
  const { status, body } = await upload(new Uint8Array(3), 'EICAR.com', '1');
  expect(status).toBe(400);
  expect(body.result.isInfected).toBe(true);
  expect((await fetch(at('getFileStat', '1_EICAR.com'))).status).toBe(404);
});

test('every file is infected when told so', async () => {
  await call('POST', `${sandbox.ccmUrl}/sandbox/settings`, { infected: true });
  expect((await upload(new Uint8Array(3), 'a.png')).body.result.isInfected).toBe(true);
});

test('the connection is torn amid a file when told so', async () => {
  const { body } = await upload(new Uint8Array(randomBytes(700_000)), 'a.png', '77');
  const settings = `${sandbox.ccmUrl}/sandbox/settings`;
  const download = () => fetch(at('downloadFileStream', body.name));
  await call('POST', settings, { truncateAfterBytes: 300_000 });
  const torn = await download();
  expect(torn.headers.get('content-length')).toBe('700000');
  await expect(torn.arrayBuffer()).rejects.toThrow();
  await call('POST', settings, { truncateAfterBytes: null });
  expect((await (await download()).arrayBuffer()).byteLength).toBe(700_000);
});

test.each([
  ['no form at all', 'application/json', '{}'],
  ['a form without a file', 'multipart/form-data; boundary=x', '--x--\r\n'],
  [
    'a form cut off',
    'multipart/form-data; boundary=x',
    '--x\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\nhalf',
  ],
])('%s is refused', async (_, type, body) => {
  const url = `${sandbox.fileEngineUrl}/api/uploadFileStream`;
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': type }, body });
  expect(response.status).toBe(400);
});
