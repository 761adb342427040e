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
import { pastEventsConformance } from '../../../../domain/messaging/past-events.conformance.ts';
import type { TwitterClient } from '../client/twitter-client.ts';
import { TwitterPastEvents } from './twitter-past-events.ts';
import {
  accountOf,
  type SandboxedTwitter,
  sandboxedTwitter,
} from './twitter-sandboxed.conformance.ts';
import { signing } from '../accounts/user-authentication.ts';
import { messagesInV1 } from './v1-messages.ts';
import { messagesInV2 } from './v2-messages.ts';

const [ada, grace] = DEFAULT_CUSTOMERS;
const accounts = (['v1.1', 'v2'] as const).map((messages): Account & { api: typeof messages } => ({
  ...accountOf(DEFAULT_APP, DEFAULT_BUSINESS),
  apis: { messages, events: 'v1.1' },
  api: messages,
}));
const over = (client: TwitterClient) =>
  new TwitterPastEvents({ 'v1.1': messagesInV1(client), v2: messagesInV2(client, signing) });

for (const { api, ...account } of accounts) {
  pastEventsConformance(`X over ${api}`, async () => {
    const { sandbox, client, ...faults } = sandboxedTwitter(await startTwitterSandbox(), api);
    const { control } = sandbox;
    return {
      ...faults,
      pastEvents: over(client),
      account,
      customers: [ada.id, grace.id],
      name: api === 'v2' ? ada.name : undefined,
      customerWrites: async (customerId, text, photo) => {
        const more = photo ? { media: { kind: 'photo' } as const } : {};
        return control.write(customerId, account.id, text, more).event.id;
      },
      accountWrites: async (customerId, text) =>
        control.write(account.id, customerId, text).event.id,
    };
  });
}

describe('past events over REST', () => {
  let x: SandboxedTwitter<TwitterSandbox>;
  beforeEach(async () => {
    x = sandboxedTwitter(await startTwitterSandbox());
  });
  afterEach(() => x.close());

  test('go on behind a page that is empty', async () => {
    const [account] = accounts;
    if (account === undefined) throw new Error('there is no account');
    x.sandbox.control.change({ emptyFirstPage: true });
    x.sandbox.control.write(ada.id, account.id, 'hello');
    const first = await over(x.client).page(account);
    expect(first).toEqual({ events: [], next: expect.any(String) });
    const second = await over(x.client).page(account, first.next);
    expect(second.events).toMatchObject([{ kind: 'message', message: { text: 'hello' } }]);
  });

  test.each(accounts)('say what cannot be read, and keep its neighbours: $api', async (account) => {
    const create = { target: { recipient_id: account.id }, sender_id: ada.id };
    const good = { ...create, message_data: { text: 'hello' } };
    const id = '1226014113735880708';
    const events = [
      null,
      { type: 'message_create', id: '1226014113700000000', message_create: create },
      { type: 'message_create', id, message_create: good },
    ];
    const meta = { result_count: 3 };
    const body = { events, data: events, meta };
    x.sandbox.control.addFault({ path: '/', times: 1, when: 'before', status: 200, body });
    const page = await over(x.client).page(account);
    const malformed = { kind: 'unknown', name: 'direct_message_events.malformed' };
    expect(page.events).toMatchObject([malformed, malformed, { message: { eventId: id } }]);
    expect(page.newestMs).toBe(1_581_139_517_612);
  });
});
