import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { call } from '../sandbox/stage/call.ts';
import { type Stage, setStage } from '../sandbox/stage/stage.ts';
import { DEFAULT_BUSINESS, DEFAULT_CUSTOMERS } from '../sandbox/twitter/defaults.ts';
import { eventually } from './eventually.ts';
import { fileOf, types } from '../sandbox/stage/files.ts';
import { faultOnX, type Shown } from './world.ts';

const [ada] = DEFAULT_CUSTOMERS;
const mebibyte = 1024 * 1024;
let stage: Stage;
let told = 0;

beforeAll(async () => {
  stage = await setStage({
    environment: { RETRY_EARLY_CAP_MS: '300' },
    x: { settings: { media: { processingMs: 50, checkAfterSecs: 0.05 } } },
  });
  await stage.register();
  await call('POST', `${stage.cim.ccmUrl}/sandbox/settings`, { uploadBytesMax: 30 * mebibyte });
}, 30_000);
afterAll(() => stage.close());

const sha = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** Puts a file into the File Engine, as the agent desk does, and sends it to Ada. */
async function agentSends(name: string, file: Buffer, type: string, body: object = {}) {
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(file)], { type }), name);
  form.append('conversationId', '11111');
  const url = `${stage.cim.fileEngineUrl}/api/uploadFileStream`;
  const stored = (await (await fetch(url, { method: 'POST', body: form })).json()) as {
    name: string;
  };
  const id = `media-${++told}`;
  const mediaUrl = `https://desk.example/file-engine/api/downloadFileStream?filename=${stored.name}`;
  const attachment = { mediaUrl, mimeType: type, size: file.length, mediaName: stored.name };
  await call('POST', `${stage.cim.ccmUrl}/sandbox/agent`, {
    serviceIdentifier: DEFAULT_BUSINESS.id,
    customer: ada.id,
    id,
    body: { type: 'IMAGE', caption: name, attachment, ...body },
  });
  const reports = await eventually(
    async () => all('DELIVERYNOTIFICATION'),
    (found) => found.some(({ message }) => message.body.messageId === id),
    30_000,
  );
  return reports.find(({ message }) => message.body.messageId === id)?.message.body;
}

const all = async (type: string): Promise<readonly Shown[]> =>
  (await call('GET', `${stage.cim.ccmUrl}/sandbox/messages?type=${type}`)).body;

const uploads = async () => (await call('GET', `${stage.x.url}/sandbox/media`)).body;

describe('a file that an agent sends', () => {
  test.each([
    ['jpeg', 'image', 5],
    ['png', 'image', 5],
    ['webp', 'image', 5],
    ['gif', 'gif', 15],
    ['mp4', 'video', 25],
  ] as const)(
    '%s is carried as dm_%s up to %d MB, whatever it is called',
    async (kind, as, limitMb) => {
      for (const [bytes, name] of [
        [2_000, `small.${kind}`],
        [limitMb * mebibyte, `limit.${kind}`],
        [3_000, 'wrong extension & blank.txt'],
      ] as const) {
        const file = fileOf(kind, bytes);
        expect(await agentSends(name, file, types[kind])).toMatchObject({ status: 'DELIVERED' });
        const upload = (await uploads()).at(-1);
        expect(upload).toMatchObject({ category: `dm_${as}`, bytes, sha256: sha(file) });
        expect(upload.attachedTo).toBeTruthy();
      }
      const before = (await uploads()).length;
      const large = fileOf(kind, limitMb * mebibyte + 1);
      expect(await agentSends(`large.${kind}`, large, types[kind])).toMatchObject({
        status: 'FAILED',
        reasonCode: '400',
        markdownText: expect.stringContaining('too large'),
      });
      expect(await uploads()).toHaveLength(before);
    },
    60_000,
  );

  test.each(['pdf', 'mp3'] as const)(
    '%s cannot be carried, and the agent is told',
    async (kind) => {
      expect(await agentSends(`paper.${kind}`, fileOf(kind, 2_000), types[kind])).toMatchObject({
        status: 'FAILED',
        reasonCode: '400',
        markdownText: expect.stringContaining('cannot be sent'),
      });
    },
  );

  test('that comes to us truncated is fetched again, and arrives whole', async () => {
    const file = fileOf('jpeg', 300_000);
    const path = '/api/downloadFileStream';
    await call('POST', `${stage.cim.ccmUrl}/sandbox/faults`, { path, times: 2, tear: true });
    expect(await agentSends('torn.jpg', file, 'image/jpeg')).toMatchObject({ status: 'DELIVERED' });
    expect((await uploads()).at(-1)).toMatchObject({ bytes: file.length, sha256: sha(file) });
  });

  test('is taken for what it is, not for what it calls itself', async () => {
    expect(await agentSends('photo.jpg', fileOf('pdf', 2_000), 'image/jpeg')).toMatchObject({
      status: 'FAILED',
    });
  });

  test('carries its caption, and comes before what follows', async () => {
    const markdownText = 'Your new card 💳';
    await agentSends('card.png', fileOf('png', 2_000), 'image/png', { markdownText });
    const { body } = await call('GET', `${stage.x.url}/sandbox/messages?with=${ada.id}`);
    expect(body.at(-1)).toMatchObject({ text: expect.stringContaining(markdownText), via: 'api' });
  });

  test('that X refuses after processing is reported with the reason, and the next goes on', async () => {
    const settings = `${stage.x.url}/sandbox/settings`;
    const fail = { code: 1, name: 'InvalidMedia', message: 'Unsupported video format' };
    await call('POST', settings, { media: { fail } });
    expect(await agentSends('bad.mp4', fileOf('mp4', 2_000), 'video/mp4')).toMatchObject({
      status: 'FAILED',
    });
    await call('POST', settings, { media: { fail: null } });
    expect(await agentSends('good.mp4', fileOf('mp4', 2_000), 'video/mp4')).toMatchObject({
      status: 'DELIVERED',
    });
  });

  test('is uploaded once more when X no longer takes its id', async () => {
    const before = (await uploads()).length;
    await faultOnX(stage, {
      path: '/1.1/direct_messages/events/new.json',
      times: 1,
      status: 400,
      code: 324,
      message: 'The validation of media ids failed.',
    });
    expect(await agentSends('again.png', fileOf('png', 2_000), 'image/png')).toMatchObject({
      status: 'DELIVERED',
    });
    expect(await uploads()).toHaveLength(before + 2);
  });
});
