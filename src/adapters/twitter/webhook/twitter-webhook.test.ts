import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Account } from '../../../domain/accounts/account.ts';
import { Failure, InvalidInput } from '../../../domain/errors.ts';
import type { AccountEvent } from '../../../domain/messaging/direct-message.ts';
import { InMemoryAccounts } from '../../in-memory/in-memory-accounts.ts';
import { signatureOf } from './signature.ts';
import { TwitterWebhook } from './twitter-webhook.ts';

const account = (id: string, state: Account['state'] = 'active'): Account => ({
  id,
  state,
  credentials: {
    consumerKey: 'ck',
    consumerSecret: `secret of ${id}`,
    accessToken: 'at',
    accessTokenSecret: 'ats',
  },
});
const bytes = Buffer.from('{}');

let accounts: InMemoryAccounts;
let received: (readonly AccountEvent[])[];
let webhook: TwitterWebhook;

beforeEach(async () => {
  accounts = new InMemoryAccounts();
  await accounts.save(account('1'));
  await accounts.save(account('2', 'revoked'));
  received = [];
  webhook = new TwitterWebhook(accounts, async (events) => void received.push(events));
});

/** What X does with a body that it signs with this secret. */
async function tell(path: string, body: unknown, secret: string): Promise<void> {
  const raw = Buffer.from(JSON.stringify(body));
  await webhook.receive(path, body, webhook.verify(path, raw, signatureOf(secret, raw)));
}

describe('the challenge', () => {
  test('is answered with the secret of the account in the path', () => {
    expect(webhook.challenge('1', 'foo')).toEqual({
      response_token: signatureOf('secret of 1', 'foo'),
    });
    expect(webhook.challenge('2', 'foo')).toEqual({
      response_token: signatureOf('secret of 2', 'foo'),
    });
  });

  test('follows new keys at once', async () => {
    const renewed = { ...account('1').credentials, consumerSecret: 'new' };
    await accounts.save({ ...account('1'), credentials: renewed });
    expect(webhook.challenge('1', 'foo').response_token).toBe(signatureOf('new', 'foo'));
  });

  test.each([undefined, '', '{"for_user_id":"1"}', ['foo'], 'x'.repeat(257)])(
    'signs no text that could be an event: %j',
    (token) => {
      expect(() => webhook.challenge('1', token)).toThrow(InvalidInput);
    },
  );

  test('of an account that we do not serve is not found', () => {
    expect(() => webhook.challenge('3', 'foo')).toThrow(new Failure('not-found', 'no account 3'));
    expect(() => webhook.challenge('__proto__', 'foo')).toThrow(Failure);
  });
});

describe('events', () => {
  test('are let in with the signature of the account in the path only', () => {
    const signed = signatureOf('secret of 1', bytes);
    expect(() => webhook.verify('1', bytes, signed)).not.toThrow();
    expect(() => webhook.verify('2', bytes, signed)).toThrow(
      new Failure('unauthorized', 'the signature does not fit the body'),
    );
  });

  test('without a signature are refused', () => {
    expect(() => webhook.verify('1', bytes, undefined)).toThrow(
      new Failure('unauthorized', 'the signature is missing'),
    );
    expect(() => webhook.verify('1', bytes, '')).toThrow(
      new Failure('unauthorized', 'the signature does not fit the body'),
    );
  });

  test('for an account that we do not serve are not found', () => {
    expect(() => webhook.verify('3', bytes, signatureOf('', bytes))).toThrow(
      new Failure('not-found', 'no account 3'),
    );
  });

  test('signed with the answer to a challenge are refused, whatever the token', () => {
    const body = Buffer.from('{"for_user_id":"1","direct_message_events":[]}');
    expect(() => webhook.challenge('1', body.toString())).toThrow(InvalidInput);
    const { response_token } = webhook.challenge('1', body.toString('base64'));
    expect(() => webhook.verify('1', body, response_token)).toThrow(Failure);
  });

  test('are handed on together, in their order', async () => {
    const body = { for_user_id: '1', favorite_events: [{}, {}], mute_events: [{}] };
    await tell('1', body, 'secret of 1');
    const names = received.map((events) => events.map((event) => 'name' in event && event.name));
    expect(names).toEqual([['favorite_events', 'favorite_events', 'mute_events']]);
  });

  test('of several accounts in one body are each let in by the secret of their own app', async () => {
    const { credentials } = account('1');
    await accounts.save({ ...account('5'), credentials });
    const revoke = (user_id: string) => ({ event_type: 'oauth.revoke', payload: { user_id } });
    const typing = (user_id: string) => ({
      event_type: 'dm.indicate_typing',
      filter: { user_id },
      payload: { sender_id: '9' },
    });
    const data = ['1', '2', '5', '6'].flatMap((id) => [revoke(id), typing(id)]);
    await tell('1', { data }, 'secret of 1');
    const anothers = { kind: 'unknown', name: 'for_another_account' };
    const own = (accountId: string) => [
      { kind: 'revoked', accountId },
      { kind: 'typing', accountId, customerId: '9' },
    ];
    expect(received).toEqual([[...own('1'), anothers, anothers, ...own('5'), anothers, anothers]]);
  });

  test('of an account that shares a webhook come on when the one that it names is removed', async () => {
    const webhookUrl = 'https://cx.example/webhook/twitter/9';
    const registration = { environmentName: '', webhookUrl };
    await accounts.save({ ...account('1'), registration });
    expect(webhook.challenge('9', 'foo')).toEqual(webhook.challenge('1', 'foo'));
    webhook.verify('9', bytes, signatureOf('secret of 1', bytes));
    const typing = (for_user_id: string) => ({
      for_user_id,
      direct_message_indicate_typing_events: [
        { sender_id: '5', target: { recipient_id: for_user_id } },
      ],
    });
    await tell('9', typing('1'), 'secret of 1');
    await tell('9', typing('9'), 'secret of 1');
    expect(received.flat()).toEqual([
      { kind: 'typing', accountId: '1', customerId: '5' },
      { kind: 'unknown', name: 'for_another_account' },
    ]);
  });

  test('are not acknowledged when they could not be kept', async () => {
    webhook = new TwitterWebhook(accounts, async () => {
      throw new Failure('unavailable', 'the journal failed');
    });
    const telling = tell('1', {}, 'secret of 1');
    await expect(telling).rejects.toMatchObject({ code: 'unavailable' });
  });

  test('that are no object are refused', async () => {
    await expect(tell('1', [], 'secret of 1')).rejects.toBeInstanceOf(InvalidInput);
    expect(received).toEqual([]);
  });
});
