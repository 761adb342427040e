import { readFileSync } from 'node:fs';
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
import type { Account } from '../../../../domain/accounts/account.ts';
import type { OutgoingMessage } from '../../../../domain/messaging/direct-messages.ts';
import { directMessagesConformance } from '../../../../domain/messaging/direct-messages.conformance.ts';
import { systemClock } from '../../../system/system-clock.ts';
import { mediaAt } from '../media/media-at.conformance.ts';
import {
  accountOf,
  type SandboxedTwitter,
  sandboxedTwitter,
} from './twitter-sandboxed.conformance.ts';
import { TwitterV2DirectMessages } from './twitter-v2-direct-messages.ts';
import { signing } from '../accounts/user-authentication.ts';

const [ada, grace] = DEFAULT_CUSTOMERS;
const apis = { messages: 'v2', events: 'v2' } as const;
const account: Account = { ...accountOf(DEFAULT_APP, DEFAULT_BUSINESS), apis };
const start = async () =>
  sandboxedTwitter(await startTwitterSandbox({ settings: { echo: 'off' } }), 'v2');
const fixture = (name: string) =>
  JSON.parse(
    readFileSync(
      new URL(`../../../../../test/fixtures/x/v2.dm.${name}.json`, import.meta.url),
      'utf8',
    ),
  ) as unknown;

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

directMessagesConformance(
  'X over API v2',
  async () => {
    const { sandbox, client, ...faults } = await start();
    const { control } = sandbox;
    return {
      ...faults,
      directMessages: new TwitterV2DirectMessages(client, signing),
      account,
      customers: [ada.id, grace.id],
      reached: async () =>
        control
          .messages()
          .filter(({ from }) => from === account.id)
          .map(({ to: customerId, text, media }) => ({
            customerId,
            text,
            ...(media && { attachment: { kind: 'media' as const, mediaId: media.id } }),
          })),
      signs: async () => control.signals().map(() => ({ kind: 'typing', customerId: 'somebody' })),
      uploaded: () => uploaded(sandbox),
      customerWrites: async (customerId, text) =>
        control.write(customerId, account.id, text).event.id,
      staffWrites: async (customerId, text) => void control.write(account.id, customerId, text),
    };
  },
  'v2',
);

describe('direct messages over API v2', () => {
  let x: SandboxedTwitter<TwitterSandbox>;
  let directMessages: TwitterV2DirectMessages;
  const send = (more: Partial<OutgoingMessage> = {}) =>
    directMessages.send({ account, customerId: ada.id, text: 'hello', ...more });
  const fault = (rule: object) =>
    x.sandbox.control.addFault({ path: '/2/', times: 1, when: 'before', ...rule });
  const answer = (status: number, body: unknown) => fault({ status, body });
  const since = () => directMessages.sentSince(account, 0);

  beforeEach(async () => {
    x = await start();
    directMessages = new TwitterV2DirectMessages(x.client, signing);
  });
  afterEach(() => x.close());

  test('are known by the id that X gives, which tells when they were sent', async () => {
    answer(201, fixture('send.response'));
    expect(await send()).toEqual({
      eventId: '1582103724607971332',
      accountId: account.id,
      customerId: ada.id,
      text: 'hello',
      media: false,
      sentAtMs: 1_666_037_896_669,
    });
  });

  test.each([
    ['nothing', undefined],
    ['no data', {}],
    ['data without an id', { data: { dm_conversation_id: '1-2' } }],
    ['an id that JSON had to round', { data: { dm_event_id: 2 ** 60 } }],
    ['a page', '<html>'],
  ])('are in doubt when X answers 201 with %s', async (_, body) => {
    answer(201, body);
    await expect(send()).rejects.toMatchObject({ code: 'uncertain' });
  });

  test.each(['', 'me', '1/../2', '-1', '1-2', '123456789012345678901'])(
    'go to nobody but users: %j',
    async (customerId) => {
      await expect(send({ customerId })).rejects.toMatchObject({ code: 'not-found' });
      expect(x.sandbox.control.requests()).toEqual([]);
    },
  );

  test('are refused with a file that X does not know, or that was sent before', async () => {
    const sendFile = (mediaId: string) =>
      send({ text: '', attachment: { kind: 'media', mediaId } });
    await expect(sendFile('710511363345354753')).rejects.toMatchObject({ code: 'media-refused' });
    const mediaId = await uploaded(x.sandbox);
    await sendFile(mediaId);
    await expect(sendFile(mediaId)).rejects.toMatchObject({ code: 'media-refused' });
  });

  test('repeat in no failure what they would have said', async () => {
    answer(400, { type: 'about:blank', title: 'Bad', detail: '$.text: "hello" is not allowed' });
    await expect(send()).rejects.toMatchObject({ detail: 'X answered 400' });
  });

  test('are found in the pages of others, and in none that is older than needed', async () => {
    const sent = await send();
    for (let n = 0; n < 450; n++) x.sandbox.control.write(ada.id, account.id, `${n}`);
    expect(await since()).toEqual([sent]);
    const before = x.sandbox.control.requests().length;
    await directMessages.sentSince(account, Date.now() + 60_000);
    expect(x.sandbox.control.requests()).toHaveLength(before + 1);
  });

  test('are none where X lists nothing', async () => {
    answer(200, fixture('events_list.empty.response'));
    expect(await since()).toEqual([]);
  });

  test.each([undefined, {}, { errors: [{ detail: 'partial' }], meta: {} }, { data: {} }, '<html>'])(
    'are not said to be missing when X lists something that is no list: %j',
    async (body) => {
      answer(200, body);
      await expect(since()).rejects.toMatchObject({ code: 'unavailable' });
    },
  );

  test('are read with links spelt as X has spelt them before, and now', async () => {
    const urls = [{ url: 'https://t.co/a', expanded_url: 'https://a.example' }];
    const event = { event_type: 'MessageCreate', sender_id: account.id, text: 'https://t.co/a' };
    const conversation = { dm_conversation_id: `${account.id}-${ada.id}` };
    const data = [
      { ...event, ...conversation, id: '1582103724607971334', entities: { urls } },
      { ...event, ...conversation, id: '1582103724607971332', urls },
      { ...event, id: '1582103724607971330', event_type: 'ParticipantsJoin' },
      null,
    ];
    answer(200, { data, meta: { result_count: 4 } });
    const found = await since();
    expect(found.map(({ text }) => text)).toEqual(['https://a.example', 'https://a.example']);
  });
});
