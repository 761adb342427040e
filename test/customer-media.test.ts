import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { call } from '../sandbox/stage/call.ts';
import { fileOf, types } from '../sandbox/stage/files.ts';
import { type Stage, setStage } from '../sandbox/stage/stage.ts';
import { DEFAULT_BUSINESS, DEFAULT_CUSTOMERS } from '../sandbox/twitter/defaults.ts';
import { eventually } from './eventually.ts';
import { clearFaults, faultOnX, type Shown } from './world.ts';

const [ada] = DEFAULT_CUSTOMERS;
const mebibyte = 1024 * 1024;
let stage: Stage;

beforeAll(async () => {
  stage = await setStage({
    environment: { ATTACHMENT_PATIENCE_MS: '1500', RETRY_EARLY_CAP_MS: '300' },
  });
  await stage.register();
  await call('POST', `${stage.cim.ccmUrl}/sandbox/settings`, { uploadBytesMax: 30 * mebibyte });
}, 30_000);
afterAll(() => stage.close());

const sha = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

const all = async (type: string): Promise<readonly Shown[]> =>
  (await call('GET', `${stage.cim.ccmUrl}/sandbox/messages?type=${type}`)).body;

describe('a file that a customer sends', () => {
  const customerSends = async (text: string, media: object) => {
    const url = `${stage.x.url}/sandbox/users/${ada.id}/messages`;
    const { body } = await call('POST', url, { to: DEFAULT_BUSINESS.id, text, media });
    return body.event.id as string;
  };
  const partsOf = async (eventId: string, count: number) => {
    const look = async () => {
      const { body } = await call('GET', `${stage.cim.ccmUrl}/sandbox/messages?customer=${ada.id}`);
      return (body as readonly Shown[]).filter(
        ({ providerMessageId, type }) =>
          providerMessageId === eventId && type !== 'DELIVERYNOTIFICATION',
      );
    };
    return eventually(look, (found) => found.length >= count, 20_000);
  };
  const bytesAt = async (mediaUrl: string) =>
    new Uint8Array(await (await fetch(mediaUrl)).arrayBuffer());

  test.each([
    ['photo', 'jpeg', 'IMAGE', 5 * mebibyte],
    ['photo', 'png', 'IMAGE', 2_000],
    ['gif', 'mp4', 'VIDEO', 3_000],
    ['video', 'mp4', 'VIDEO', 25 * mebibyte],
  ] as const)(
    'a %s (%s) is shown as %s, byte for byte, after its text',
    async (kind, form, type, bytes) => {
      const file = fileOf(form, bytes);
      const small = bytes < 5_000_000;
      const content = small ? { bytesBase64: file.toString('base64') } : { fileBytes: bytes };
      const extension = form === 'png' && { extension: 'png' };
      const eventId = await customerSends('look & see', { kind, ...content, ...extension });
      const [text, shown] = await partsOf(eventId, 2);
      expect(text).toMatchObject({ type: 'PLAIN', text: 'look & see' });
      expect(shown).toMatchObject({ type });
      expect(shown?.unknownFields ?? []).toEqual([]);
      const { attachment, caption } = shown?.message.body ?? {};
      expect(attachment).toMatchObject({
        mimeType: types[form],
        size: bytes,
        thumbnail: '',
      });
      expect(caption).toMatch(/\.[a-z0-9]+$/);
      expect(new URL(attachment.mediaUrl).searchParams.get('filename')).toBe(attachment.mediaName);
      const stored = await bytesAt(attachment.mediaUrl);
      expect(stored).toHaveLength(bytes);
      if (small) expect(sha(stored)).toBe(sha(file));
    },
    60_000,
  );

  test('alone has no text of its own', async () => {
    const eventId = await customerSends('', { kind: 'photo', fileBytes: 2_000 });
    expect((await partsOf(eventId, 1)).map(({ type }) => type)).toEqual(['IMAGE']);
  });

  test('that is too large is shown as a placeholder that says so', async () => {
    const eventId = await customerSends('', { kind: 'photo', fileBytes: 5 * mebibyte + 1 });
    const [shown] = await partsOf(eventId, 1);
    expect(shown).toMatchObject({ type: 'PLAIN', text: expect.stringContaining('too large') });
  });

  test.each([
    ['photo', 'webp'],
    ['photo', 'gif'],
  ])('a %s of type %s is kept as such', async (kind, extension) => {
    const eventId = await customerSends('', { kind, extension, fileBytes: 3_000 });
    const [shown] = await partsOf(eventId, 1);
    expect(shown?.message.body.attachment).toMatchObject({
      mimeType: `image/${extension}`,
      size: 3_000,
    });
  });

  test('that comes to us truncated is never shown in part, only whole', async () => {
    const settings = `${stage.x.url}/sandbox/settings`;
    await call('POST', settings, { media: { truncateAfterBytes: 1_000 } });
    const eventId = await customerSends('', { kind: 'photo', fileBytes: 50_000 });
    await eventually(
      () => 0,
      () => false,
      300,
    );
    expect(await partsOf(eventId, 0)).toEqual([]);
    await call('POST', settings, { media: { truncateAfterBytes: null } });
    const [shown] = await partsOf(eventId, 1);
    const { mediaUrl, size } = shown?.message.body.attachment ?? {};
    expect(size).toBe(50_000);
    expect(await bytesAt(mediaUrl)).toHaveLength(50_000);
  });

  test('that is gone is shown as a placeholder, and what follows goes on', async () => {
    await faultOnX(stage, { method: 'GET', path: '/1.1/ton/', status: 404, times: 1 });
    const eventId = await customerSends('', { kind: 'photo', fileBytes: 2_000 });
    const [shown] = await partsOf(eventId, 1);
    expect(shown?.text).toContain('no longer there');
  });

  test.each([
    ['answers 503', { status: 503 }],
    ['tears the connection', { tear: true }],
  ])('waits while X %s, keeps the order, and is shown when it can be had', async (_how, fault) => {
    await faultOnX(stage, { method: 'GET', path: '/1.1/ton/', times: 2, ...fault });
    const first = await customerSends('', { kind: 'photo', fileBytes: 2_000 });
    const { event } = (await stage.customerWrites(ada.id, 'after the photo')).body;
    expect((await partsOf(first, 1)).map(({ type }) => type)).toEqual(['IMAGE']);
    await partsOf(event.id, 1);
    const plain = (await all('PLAIN')).at(-1);
    const image = (await all('IMAGE')).at(-1);
    expect((plain as unknown as { at: number }).at).toBeGreaterThanOrEqual(
      (image as unknown as { at: number }).at,
    );
  });

  test('that the File Engine finds infected is shown as a placeholder', async () => {
    await call('POST', `${stage.cim.ccmUrl}/sandbox/settings`, { infected: true });
    const eventId = await customerSends('', { kind: 'photo', fileBytes: 2_000 });
    expect((await partsOf(eventId, 1))[0]?.text).toContain('refused');
    await call('POST', `${stage.cim.ccmUrl}/sandbox/settings`, { infected: false });
  });

  test('that cannot be stored for long does not hold the conversation for ever', async () => {
    await call('POST', `${stage.cim.ccmUrl}/sandbox/faults`, { path: '/api/', status: 503 });
    const eventId = await customerSends('', { kind: 'photo', fileBytes: 2_000 });
    expect((await partsOf(eventId, 1))[0]?.text).toContain('could not be transferred');
    await clearFaults(stage);
  });
});
