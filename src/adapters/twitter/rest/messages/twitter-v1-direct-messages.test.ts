import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  DEFAULT_APP,
  DEFAULT_BUSINESS,
  DEFAULT_CUSTOMERS,
} from '../../../../../sandbox/twitter/defaults.ts';
import {
  startTwitterSandbox,
  type TwitterSandbox,
} from '../../../../../sandbox/twitter/twitter-sandbox.ts';
import {
  directMessagesConformance,
  type ReachedMessage,
  type Sign,
} from '../../../../domain/messaging/direct-messages.conformance.ts';
import { systemClock } from '../../../system/system-clock.ts';
import { mediaAt } from '../media/media-at.conformance.ts';
import { TwitterV1DirectMessages } from './twitter-v1-direct-messages.ts';
import {
  accountOf,
  type SandboxedTwitter,
  sandboxedTwitter,
} from './twitter-sandboxed.conformance.ts';

const [ada, grace] = DEFAULT_CUSTOMERS;
const account = accountOf(DEFAULT_APP, DEFAULT_BUSINESS);
const start = async () =>
  sandboxedTwitter(await startTwitterSandbox({ settings: { echo: 'off' } }));

type Control = TwitterSandbox['control'];

function reachedOf(message: ReturnType<Control['messages']>[number]): ReachedMessage {
  const { to: customerId, text, media, location, quickReply, ctas } = message;
  const options = quickReply?.map(({ metadata = '', label, description }) => ({
    label,
    ...(description !== undefined && { description }),
    payload: metadata,
  }));
  return {
    customerId,
    text,
    ...(media && { attachment: { kind: 'media', mediaId: media.id } }),
    ...(location && 'latitude' in location && { attachment: { kind: 'location', ...location } }),
    ...(options && { options }),
    ...(ctas && { links: ctas.map(({ label, url }) => ({ label, url })) }),
  };
}

function signOf(signal: ReturnType<Control['signals']>[number]): Sign {
  const { kind, to: customerId, lastReadEventId: upToEventId = '' } = signal;
  return kind === 'typing' ? { kind, customerId } : { kind, customerId, upToEventId };
}

async function uploaded({ url }: TwitterSandbox): Promise<string> {
  const media = mediaAt(url, { clock: systemClock });
  async function* bytes() {
    yield Buffer.alloc(3);
  }
  const image = { kind: 'image', contentType: 'image/png', sizeBytes: 3, bytes: bytes() } as const;
  try {
    return await media.upload(account, image);
  } finally {
    await media.close();
  }
}

directMessagesConformance('X over REST', async () => {
  const { sandbox, client, ...faults } = await start();
  const { control } = sandbox;
  return {
    ...faults,
    directMessages: new TwitterV1DirectMessages(client),
    account,
    customers: [ada.id, grace.id],
    reached: async () =>
      control
        .messages()
        .filter(({ from }) => from === account.id)
        .map(reachedOf),
    signs: async () => control.signals().map(signOf),
    uploaded: () => uploaded(sandbox),
    customerWrites: async (customerId, text) =>
      control.write(customerId, account.id, text).event.id,
    staffWrites: async (customerId, text) => void control.write(account.id, customerId, text),
  };
});

describe('direct messages over REST', () => {
  let x: SandboxedTwitter<TwitterSandbox>;
  let directMessages: TwitterV1DirectMessages;
  const send = (text = 'hello') => directMessages.send({ account, customerId: ada.id, text });
  const fault = (rule: object) =>
    x.sandbox.control.addFault({ path: '/1.1/', times: 1, when: 'before', ...rule });

  beforeEach(async () => {
    x = await start();
    directMessages = new TwitterV1DirectMessages(x.client);
  });
  afterEach(() => x.close());

  test('are listed although the first page is empty', async () => {
    x.sandbox.control.change({ emptyFirstPage: true });
    const sent = await send();
    expect(await directMessages.sentSince(account, 0)).toEqual([sent]);
  });

  test('are found behind hundreds of others', async () => {
    const sent = await send();
    for (let n = 0; n < 600; n++) x.sandbox.control.write(ada.id, account.id, `${n}`);
    expect(await directMessages.sentSince(account, 0)).toEqual([sent]);
  });

  test('are not said to be missing when a hundred pages do not reach back far enough', async () => {
    const rateLimits = { 'direct_messages/events/list': { limit: 1_000, windowMs: 900_000 } };
    x.sandbox.control.change({ rateLimits });
    for (let n = 0; n < 5_001; n++) x.sandbox.control.write(ada.id, account.id, `${n}`);
    const looking = directMessages.sentSince(account, 0);
    await expect(looking).rejects.toMatchObject({ code: 'unavailable' });
    expect(x.sandbox.control.requests()).toHaveLength(100);
  });

  test('are looked for only as far back as needed', async () => {
    for (let n = 0; n < 120; n++) x.sandbox.control.write(ada.id, account.id, `${n}`);
    await directMessages.sentSince(account, Date.now() + 60_000);
    expect(x.sandbox.control.requests()).toHaveLength(1);
  });

  test.each([
    ['nothing', undefined],
    ['no event', {}],
    ['an event without an id', { event: { type: 'message_create' } }],
    ['an id that JSON had to round', { event: { id: 2 ** 60 } }],
    ['a page', '<html>'],
  ])('are in doubt when X answers 200 with %s', async (_, body) => {
    fault({ status: 200, body });
    await expect(send()).rejects.toMatchObject({ code: 'uncertain' });
  });

  test('are dated by their id when X gives no time', async () => {
    fault({ status: 200, body: { event: { id: '1226014113735880708' } } });
    expect(await send()).toMatchObject({
      eventId: '1226014113735880708',
      sentAtMs: 1_581_139_517_612,
    });
  });

  test.each([500, 502, 504, 520, 524])('are in doubt when X answers %d', async (status) => {
    fault({ status });
    await expect(send()).rejects.toMatchObject({ code: 'uncertain' });
    fault({ status });
    const looking = directMessages.sentSince(account, 0);
    await expect(looking).rejects.toMatchObject({ code: 'unavailable' });
  });

  test('are refused with a file that X does not know, or that was sent before', async () => {
    const sendFile = (mediaId: string) =>
      directMessages.send({
        account,
        customerId: ada.id,
        text: '',
        attachment: { kind: 'media', mediaId },
      });
    await expect(sendFile('710511363345354753')).rejects.toMatchObject({ code: 'media-refused' });
    const mediaId = await uploaded(x.sandbox);
    await sendFile(mediaId);
    await expect(sendFile(mediaId)).rejects.toMatchObject({ code: 'media-refused' });
    const message = 'You are not permitted to attach this media to a DM event.';
    fault({ status: 403, body: { errors: [{ message }] } });
    await expect(sendFile('1')).rejects.toMatchObject({ code: 'media-refused' });
  });

  test('repeat in no failure what they would have said', async () => {
    const said = { label: 'Secret label', description: 'Hidden', payload: 'token-77' };
    const links = [{ label: 'Private', url: 'https://bank.example/7788' }];
    for (const message of ['Secret', 'hidden', 'token-77 is taken', 'Private', 'see /7788']) {
      fault({ code: 38, message });
      const sending = directMessages.send({
        account,
        customerId: ada.id,
        text: 'Which?',
        options: [said],
        links,
      });
      await expect(sending).rejects.toMatchObject({ detail: 'X answered 403 code 38' });
    }
  });

  test('skips events that cannot be read and keeps their neighbours', async () => {
    const create = { target: { recipient_id: ada.id }, sender_id: account.id };
    const event = { type: 'message_create', id: '1226014113735880708', message_create: create };
    const good = { ...event, message_create: { ...create, message_data: { text: 'a &lt; b' } } };
    fault({ status: 200, body: { events: [null, 7, {}, event, good, { type: 'other' }] } });
    expect(await directMessages.sentSince(account, 0)).toMatchObject([{ text: 'a < b' }]);
  });

  test('fails when X lists something that is no list', async () => {
    fault({ status: 200, body: { events: {} } });
    const looking = directMessages.sentSince(account, 0);
    await expect(looking).rejects.toMatchObject({ code: 'unavailable' });
  });
});
