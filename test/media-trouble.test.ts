import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { call } from '../sandbox/stage/call.ts';
import { fileOf, types } from '../sandbox/stage/files.ts';
import { type Stage, setStage } from '../sandbox/stage/stage.ts';
import { DEFAULT_BUSINESS, DEFAULT_CUSTOMERS } from '../sandbox/twitter/defaults.ts';
import { eventually } from './eventually.ts';
import {
  agentSends,
  customerSends,
  mebibyte,
  mediaOnX,
  partsOf,
  reportOn,
  seen,
  settleCim,
  settleX,
  timesAsked,
} from './media-world.ts';
import { clearFaults, faultOnCcm, faultOnX, sentOnX } from './world.ts';

const [ada, grace] = DEFAULT_CUSTOMERS;
const photo = { kind: 'photo', fileBytes: 2_000 };
let stage: Stage;

beforeAll(async () => {
  stage = await setStage({
    environment: {
      ATTACHMENT_PATIENCE_MS: '1500',
      RETRY_EARLY_CAP_MS: '300',
      FILE_ENGINE_PUBLIC_URL: 'https://files.example/file-engine',
    },
    x: { settings: { media: { processingMs: 50, checkAfterSecs: 0.05 } } },
  });
  await stage.register();
  await settleCim(stage, { uploadBytesMax: 30 * mebibyte });
}, 30_000);
afterEach(() => clearFaults(stage));
afterAll(() => stage.close());

describe('a file that a customer sends', () => {
  test('comes after its text', async () => {
    const eventId = await customerSends(stage, photo, 'look & see');
    const [text, image] = await partsOf(stage, eventId, 2);
    expect(text).toMatchObject({ type: 'PLAIN', text: 'look & see' });
    expect(image?.message.body).toMatchObject({
      type: 'IMAGE',
      caption: expect.stringMatching(/\.jpg$/),
      attachment: { thumbnail: '' },
    });
    const { mediaUrl, mediaName } = image?.message.body.attachment ?? {};
    expect(new URL(mediaUrl).searchParams.get('filename')).toBe(mediaName);
  });

  test('that is gone is shown as a placeholder, and what follows goes on', async () => {
    await faultOnX(stage, { method: 'GET', path: '/1.1/ton/', status: 404, times: 1 });
    const gone = await customerSends(stage, photo);
    const next = await customerSends(stage, photo);
    expect((await partsOf(stage, gone, 1))[0]?.text).toContain('no longer there');
    expect((await partsOf(stage, next, 1))[0]?.type).toBe('IMAGE');
  });

  test.each([
    ['answers 503', { status: 503 }],
    ['tears the connection', { tear: true }],
  ])('waits while X %s, keeps the order, and is shown when it can be had', async (_how, fault) => {
    await faultOnX(stage, { method: 'GET', path: '/1.1/ton/', times: 2, ...fault });
    const first = await customerSends(stage, photo);
    const { event } = (await stage.customerWrites(ada.id, 'after the photo')).body;
    await partsOf(stage, event.id, 1);
    const [image] = await partsOf(stage, first, 1);
    expect(image?.type).toBe('IMAGE');
    const order = (await seen(stage)).map(({ providerMessageId }) => providerMessageId);
    expect(order.slice(-2)).toEqual([first, event.id]);
  });

  test('that the File Engine finds infected is shown as a placeholder', async () => {
    await settleCim(stage, { infected: true });
    const eventId = await customerSends(stage, photo);
    expect((await partsOf(stage, eventId, 1))[0]?.text).toContain('refused');
    await settleCim(stage, { infected: false });
  });

  test('that is larger than the File Engine takes is shown as a placeholder', async () => {
    await settleCim(stage, { uploadBytesMax: 1_000 });
    const eventId = await customerSends(stage, photo);
    expect((await partsOf(stage, eventId, 1))[0]?.text).toContain('too large');
    await settleCim(stage, { uploadBytesMax: 30 * mebibyte });
  });

  test('that cannot be stored for long does not hold the conversation for ever', async () => {
    await faultOnCcm(stage, { path: '/api/', status: 503 });
    const eventId = await customerSends(stage, photo);
    expect((await partsOf(stage, eventId, 1))[0]?.text).toContain('could not be transferred');
  });
});

describe('a file that an agent sends', () => {
  const send = async (kind: keyof typeof types, name: string, bytes = 2_000, body: object = {}) => {
    const id = await agentSends(stage, name, fileOf(kind, bytes), types[kind], body);
    return (await reportOn(stage, id)).body;
  };
  const newest = async () => (await sentOnX(stage, 0)).at(-1);

  test.each([
    ['pdf', 'terms.pdf', 2_000],
    ['pdf', 'photo.jpg', 2_000],
    ['pdf', 'large.pdf', 26 * mebibyte],
    ['mp3', 'call.mp3', 2_000],
  ] as const)('that X does not carry goes as a link: %s as %s, %d bytes', async (...given) => {
    const [kind, name, bytes] = given;
    const before = await mediaOnX(stage);
    const markdownText = 'As we agreed';
    expect(await send(kind, name, bytes, { markdownText })).toMatchObject({ status: 'DELIVERED' });
    const base = 'https://files.example/file-engine/api/downloadFileStream?filename=11111_';
    expect(await newest()).toMatchObject({ text: `${markdownText}\n${base}${name}` });
    expect(await mediaOnX(stage)).toEqual(before);
  });

  test('that is too large for X goes as nothing at all, and the agent is told', async () => {
    expect(await send('jpeg', 'large.jpg', 5 * mebibyte + 1)).toMatchObject({
      status: 'FAILED',
      markdownText: expect.stringContaining('too large'),
    });
  });

  test('carries its caption', async () => {
    const markdownText = 'Your new card 💳';
    await send('png', 'card.png', 2_000, { markdownText });
    expect(await newest()).toMatchObject({ text: markdownText, media: { kind: 'photo' } });
  });

  test('that X refuses after processing is reported with the reason, and the next goes on', async () => {
    const fail = { code: 1, name: 'InvalidMedia', message: 'Unsupported video format' };
    await settleX(stage, { fail });
    expect(await send('mp4', 'bad.mp4')).toMatchObject({ status: 'FAILED', reasonCode: '400' });
    await settleX(stage, { fail: null });
    expect(await send('mp4', 'good.mp4')).toMatchObject({ status: 'DELIVERED' });
  });

  test('that is no longer in the File Engine is reported so', async () => {
    await faultOnCcm(stage, { path: '/api/downloadFileStream', status: 404, times: 1 });
    expect(await send('png', 'gone.png')).toMatchObject({
      status: 'FAILED',
      reasonCode: '404',
      markdownText: expect.stringContaining('no longer exists'),
    });
  });

  test.each([
    ['answers 503', { status: 503 }],
    ['tears the connection', { tear: true }],
  ])('waits while the File Engine %s, and arrives', async (_how, fault) => {
    await faultOnCcm(stage, { path: '/api/downloadFileStream', times: 2, ...fault });
    expect(await send('png', 'late.png')).toMatchObject({ status: 'DELIVERED' });
  });

  test('that the app may not upload waits, and says nothing of the account', async () => {
    const account = `x/${DEFAULT_BUSINESS.id}`;
    const before = await timesAsked(stage, '/1.1/media/upload');
    await faultOnX(stage, { path: '/1.1/media/upload', status: 403, code: 453 });
    const id = await agentSends(stage, 'photo.jpg', fileOf('jpeg', 2_000), types.jpeg);
    const asked = () => timesAsked(stage, '/1.1/media/upload');
    await eventually(asked, (times) => times >= before + 2);
    const health = await call('GET', `${stage.connector.url}/health/ready`);
    expect(health.body.components[account]).toMatchObject({ account: 'active' });
    await stage.agentWrites(grace.id, 'a text goes');
    await eventually(newest, (sent) => sent?.text === 'a text goes');

    await clearFaults(stage);
    expect((await reportOn(stage, id)).body).toMatchObject({ status: 'DELIVERED' });
    expect(stage.connector.output).not.toContain('account unauthorized');
  });

  test('is uploaded once more when X no longer takes its id', async () => {
    const before = (await mediaOnX(stage)).length;
    await faultOnX(stage, {
      path: '/1.1/direct_messages/events/new.json',
      times: 1,
      status: 400,
      code: 324,
      message: 'The validation of media ids failed.',
    });
    expect(await send('png', 'again.png')).toMatchObject({ status: 'DELIVERED' });
    expect(await mediaOnX(stage)).toHaveLength(before + 2);
  });
});
