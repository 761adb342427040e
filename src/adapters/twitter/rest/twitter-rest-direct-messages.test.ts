import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  DEFAULT_APP,
  DEFAULT_BUSINESS,
  DEFAULT_CUSTOMERS,
} from '../../../../sandbox/twitter/defaults.ts';
import {
  startTwitterSandbox,
  type TwitterSandbox,
} from '../../../../sandbox/twitter/twitter-sandbox.ts';
import { directMessagesConformance } from '../../../domain/messaging/direct-messages.conformance.ts';
import { TwitterRestDirectMessages } from './twitter-rest-direct-messages.ts';
import {
  accountOf,
  type SandboxedTwitter,
  sandboxedTwitter,
} from './twitter-sandboxed.conformance.ts';

const [ada, grace] = DEFAULT_CUSTOMERS;
const account = accountOf(DEFAULT_APP, DEFAULT_BUSINESS);
const start = async () =>
  sandboxedTwitter(await startTwitterSandbox({ settings: { echo: 'off' } }));

directMessagesConformance('X over REST', async () => {
  const { sandbox, client, ...faults } = await start();
  const { control } = sandbox;
  return {
    ...faults,
    directMessages: new TwitterRestDirectMessages(client),
    account,
    customers: [ada.id, grace.id],
    reached: async () =>
      control
        .messages()
        .filter(({ from }) => from === account.id)
        .map(({ to: customerId, text }) => ({ customerId, text })),
    customerWrites: async (customerId, text) => void control.write(customerId, account.id, text),
    staffWrites: async (customerId, text) => void control.write(account.id, customerId, text),
  };
});

describe('direct messages over REST', () => {
  let x: SandboxedTwitter<TwitterSandbox>;
  let directMessages: TwitterRestDirectMessages;
  const send = (text = 'hello') => directMessages.send({ account, customerId: ada.id, text });
  const fault = (rule: object) =>
    x.sandbox.control.addFault({ path: '/1.1/', times: 1, when: 'before', ...rule });

  beforeEach(async () => {
    x = await start();
    directMessages = new TwitterRestDirectMessages(x.client);
  });
  afterEach(() => x.close());

  test('are listed although the first page is empty', async () => {
    x.sandbox.control.change({ emptyFirstPage: true });
    const sent = await send();
    expect(await directMessages.sentSince(account, 0)).toEqual([sent]);
  });

  test('are not said to be missing when five pages do not reach back far enough', async () => {
    for (let n = 0; n < 251; n++) x.sandbox.control.write(ada.id, account.id, `${n}`);
    const looking = directMessages.sentSince(account, 0);
    await expect(looking).rejects.toMatchObject({ code: 'unavailable' });
    expect(x.sandbox.control.requests()).toHaveLength(5);
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
