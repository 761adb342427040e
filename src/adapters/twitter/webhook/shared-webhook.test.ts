import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Account, OtherApp } from '../../../domain/accounts/account.ts';
import type { AccountEvent } from '../../../domain/messaging/direct-message.ts';
import { InMemoryAccounts } from '../../in-memory/in-memory-accounts.ts';
import { signatureOf } from './signature.ts';
import { TwitterWebhook } from './twitter-webhook.ts';

const urlOf = (id: string) => `https://cx.example/webhook/twitter/${id}`;

/** An account of an app that X tells of at the webhook named after account `at`. */
const account = (id: string, consumerSecret: string, more: { key?: string; at?: string } = {}) => {
  const { at = '1', key: consumerKey = 'ck' } = more;
  return {
    id,
    state: 'active',
    apis: { messages: 'v1.1', events: 'x-activity' },
    registration: { environmentName: '', webhookUrl: urlOf(at) },
    credentials: { consumerKey, consumerSecret, accessToken: `at${id}`, accessTokenSecret: 'ats' },
  } as const satisfies Account;
};
const other = (consumerSecret: string, more: Partial<OtherApp> = {}): OtherApp => ({
  consumerKey: 'other',
  consumerSecret,
  webhookUrl: urlOf('1'),
  isNext: true,
  untilMs: 100,
  ...more,
});

let accounts: InMemoryAccounts;
let webhook: TwitterWebhook;
let told: AccountEvent[];
let nowMs: number;

beforeEach(() => {
  accounts = new InMemoryAccounts();
  told = [];
  nowMs = 0;
  webhook = new TwitterWebhook(
    accounts,
    async (events) => void told.push(...events),
    () => nowMs,
  );
});

/** Who is said to be typed to when X tells of `id` at the webhook named after `at`. */
async function typed(id: string, secret: string, at = '1'): Promise<readonly string[]> {
  const typing = { sender_id: '9', target: { recipient_id: id } };
  const body = { for_user_id: id, direct_message_indicate_typing_events: [typing] };
  const raw = Buffer.from(JSON.stringify(body));
  told = [];
  await webhook.receive(at, body, webhook.verify(at, raw, signatureOf(secret, raw)));
  return told.map((event) => ('accountId' in event ? event.accountId : event.kind));
}
const refused = { code: 'unauthorized' };

const query = 'crc_token=foo&nonce=bar';
const answered = (at: string, secret?: string) => {
  const signature = secret === undefined ? undefined : signatureOf(secret, query);
  return webhook.challenge(at, 'foo', { query, signature }).response_token;
};

describe('accounts that share a webhook', () => {
  test.each(['1', '2'])(
    'are each told of while the renewed secret of their app was entered for %s alone',
    async (renewed) => {
      for (const id of ['1', '2']) {
        await accounts.save(account(id, id === renewed ? 'new' : 'old'));
      }
      for (const id of ['1', '2']) {
        expect(await typed(id, 'new')).toEqual([id]);
        expect(await typed(id, 'old')).toEqual([id]);
      }
      expect(answered('1', 'new')).toBe(signatureOf('new', 'foo'));
      expect(answered('1', 'old')).toBe(signatureOf('old', 'foo'));
    },
  );

  test('are told of when the one that it is named after is of another app by now, or gone', async () => {
    await accounts.save(account('1', 'other secret', { key: 'other' }));
    await accounts.save(account('2', 'secret'));
    expect(await typed('2', 'secret')).toEqual(['2']);
    expect(answered('1', 'secret')).toBe(signatureOf('secret', 'foo'));
    expect(answered('1')).toBe(signatureOf('other secret', 'foo'));

    await accounts.remove('1');
    expect(await typed('2', 'secret')).toEqual(['2']);
    expect(answered('1')).toBe(signatureOf('secret', 'foo'));
  });

  test('of two apps cannot speak for each other', async () => {
    await accounts.save(account('1', 'other secret', { key: 'other' }));
    await accounts.save(account('2', 'secret'));
    expect(await typed('2', 'other secret')).toEqual(['unknown']);
    expect(await typed('1', 'secret')).toEqual(['unknown']);
  });

  test('cannot be spoken for by who says to be of their app and has another secret', async () => {
    await accounts.save(account('1', 'secret'));
    await accounts.save(account('9', 'forged', { at: '9' }));
    expect(await typed('1', 'forged', '9')).toEqual(['unknown']);
    await expect(typed('1', 'forged')).rejects.toMatchObject(refused);
  });
});

describe('an account that moves to another app', () => {
  test('is revoked by its own app alone', async () => {
    const revoke = { date_time: '2026-11-22T10:00:00Z', source: { user_id: '1' } };
    const body = { user_event: { revoke } };
    const raw = Buffer.from(JSON.stringify(body));
    await accounts.save({ ...account('1', 'secret'), moving: other('next') });
    for (const secret of ['next', 'secret']) {
      await webhook.receive('1', body, webhook.verify('1', raw, signatureOf(secret, raw)));
    }
    expect(told).toMatchObject([{ kind: 'unknown' }, { kind: 'revoked', accountId: '1' }]);
  });

  test('is told of by both apps from the first step to the end of the earlier subscription', async () => {
    await accounts.save({ ...account('1', 'secret'), moving: other('next') });
    for (const secret of ['secret', 'next']) expect(await typed('1', secret)).toEqual(['1']);

    const left = other('secret', { consumerKey: 'ck', isNext: false });
    await accounts.save({ ...account('1', 'next', { key: 'other' }), moving: left });
    for (const secret of ['secret', 'next']) expect(await typed('1', secret)).toEqual(['1']);
  });

  test('is told of where it was told before, and where the next app has a webhook already', async () => {
    await accounts.save(account('3', 'next', { key: 'other', at: '3' }));
    await accounts.save({ ...account('1', 'secret', { at: '8' }), moving: other('next') });
    expect(await typed('1', 'next', '3')).toEqual(['1']);

    const left = other('secret', { consumerKey: 'ck', isNext: false, webhookUrl: urlOf('8') });
    await accounts.save({ ...account('1', 'next', { key: 'other', at: '3' }), moving: left });
    expect(await typed('1', 'secret', '8')).toEqual(['1']);
  });

  test('answers the challenges of both apps, and unsigned ones of the app that it moves to', async () => {
    await accounts.save({ ...account('1', 'secret'), moving: other('next') });
    expect(answered('1', 'secret')).toBe(signatureOf('secret', 'foo'));
    for (const secret of ['next', undefined, 'of somebody else']) {
      expect(answered('1', secret)).toBe(signatureOf('next', 'foo'));
    }
    const left = other('secret', { consumerKey: 'ck', isNext: false });
    await accounts.save({ ...account('1', 'next', { key: 'other' }), moving: left });
    expect(answered('1', 'secret')).toBe(signatureOf('secret', 'foo'));
    expect(answered('1')).toBe(signatureOf('next', 'foo'));
  });

  test('is that of its own app alone once the time of a move that was broken off is over', async () => {
    await accounts.save({ ...account('1', 'secret'), moving: other('next') });
    nowMs = 101;
    expect(await typed('1', 'secret')).toEqual(['1']);
    await expect(typed('1', 'next')).rejects.toMatchObject(refused);
    expect(answered('1')).toBe(signatureOf('secret', 'foo'));
  });

  test('lets the other app speak for nobody else of its own', async () => {
    await accounts.save(account('2', 'secret'));
    await accounts.save({ ...account('1', 'secret'), moving: other('next') });
    expect(await typed('2', 'next')).toEqual(['unknown']);
  });
});
