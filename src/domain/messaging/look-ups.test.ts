import { beforeEach, describe, expect, test } from '@jest/globals';
import { InMemoryDeliveryStore } from '../../adapters/in-memory/in-memory-delivery-store.ts';
import { ManualClock } from '../../adapters/in-memory/manual-clock.ts';
import type { Account } from '../accounts/account.ts';
import type { Head } from '../delivery/lane.ts';
import { Failure } from '../errors.ts';
import type { SentMessage } from './direct-message.ts';
import type { DirectMessages } from './direct-messages.ts';
import { FindSent } from './find-sent.ts';
import { fingerprint } from './fingerprint.ts';

const echoWaitMs = 2_000;

/** X, which notes whom it was asked about and since when, and answers as it is told. */
class Asked implements DirectMessages {
  readonly questions: string[] = [];
  answer: () => Promise<readonly SentMessage[]> = async () => [];

  async send(): Promise<SentMessage> {
    throw new Error('nothing may be sent while a message is looked for');
  }
  async indicateTyping(): Promise<void> {}
  async markRead(): Promise<void> {}
  sentSince({ id }: Account, notBeforeMs: number): Promise<readonly SentMessage[]> {
    this.questions.push(`${id} since ${notBeforeMs - startMs}`);
    return this.answer();
  }
}

const startMs = Date.UTC(2026, 0, 1);
let clock: ManualClock;
let x: Asked;
let store: InMemoryDeliveryStore;
let findSent: FindSent;

beforeEach(async () => {
  clock = new ManualClock(startMs);
  x = new Asked();
  store = new InMemoryDeliveryStore();
  findSent = new FindSent(x, store, clock, { notice: () => {} }, echoWaitMs);
  await clock.advance(echoWaitMs);
});

/** Looks for `hello` to this customer, accepted this long after the start. */
function find(accountId: string, customerId: string, acceptedMs = 60_000) {
  const credentials = {
    consumerKey: '',
    consumerSecret: '',
    accessToken: '',
    accessTokenSecret: '',
  };
  const content = { kind: 'text', text: 'hello' } as const;
  const head: Head = {
    lane: `out/${accountId}/${customerId}`,
    target: `x/${accountId}`,
    laneId: 1,
    epoch: 1,
    seq: 1,
    body: '',
    progress: '',
    acceptedAtMs: startMs + acceptedMs,
    tries: 1,
    burned: 0,
    failedSinceMs: 0,
    doubtSinceMs: startMs + acceptedMs,
    leasedAtMs: clock.now(),
  };
  const account = { id: accountId, credentials, state: 'active' } as const;
  return findSent.execute(
    account,
    { id: 'c1', accountId, customerId, content },
    [{ outgoing: { text: 'hello' }, last: true, capabilities: [] }],
    head,
  );
}
const later = (ms = echoWaitMs) => ({ againAtMs: clock.now() + ms });
const hello = { accountId: '1', text: 'hello', media: false } as const;
const failWith = (failure: Failure) => (x.answer = () => Promise.reject(failure));

describe('a look-up', () => {
  test('is shared by the conversations of an account, not by other accounts', async () => {
    const all = [find('1', '2'), find('1', '3'), find('1', '4'), find('9', '2')];
    expect(new Set(await Promise.all(all))).toEqual(new Set(['not-sent']));
    await find('1', '5');
    expect(x.questions).toEqual(['1 since -240000', '9 since -240000']);
  });

  test('is shared only while it is young enough to have seen each doubt', async () => {
    await find('1', '2');
    await clock.advance(echoWaitMs / 2 - 1);
    await find('1', '3');
    expect(x.questions).toHaveLength(1);
    await clock.advance(1);
    await find('1', '4');
    expect(x.questions).toHaveLength(2);
  });

  test('that does not reach back far enough is not shared', async () => {
    await find('1', '2', 300_000);
    await find('1', '3', 299_999);
    await find('1', '4', 300_500);
    expect(x.questions).toEqual(['1 since 0', '1 since -60000']);
  });

  test('finds each conversation’s own message', async () => {
    const sent = (eventId: string, customerId: string) =>
      ({ ...hello, eventId, customerId, sentAtMs: clock.now() }) as const;
    x.answer = async () => [sent('102', '3'), sent('101', '2')];
    expect(await find('1', '2')).toMatchObject({ eventId: '101' });
    expect(await find('1', '3')).toMatchObject({ eventId: '102' });
    expect(await find('1', '4')).toBe('not-sent');
    expect(x.questions).toHaveLength(1);
  });
});

describe('while X allows no look-up', () => {
  test('a message waits for its echo, and X is not asked before the announced time', async () => {
    failWith(new Failure('throttled', '88', clock.now() + 5_000));
    expect(await find('1', '2')).toEqual(later());
    await clock.advance(echoWaitMs);
    expect(await find('1', '2')).toEqual(later());
    await clock.advance(echoWaitMs);
    expect(await find('1', '3')).toEqual(later(1_000));
    expect(x.questions).toHaveLength(1);

    x.answer = async () => [];
    await clock.advance(1_000);
    expect(await find('1', '2')).toBe('not-sent');
  });

  test('the echo still settles it', async () => {
    failWith(new Failure('throttled', '88', clock.now() + 900_000));
    await find('1', '2');
    const echo = { accountId: '1', customerId: '2', eventId: '100', sentAtMs: clock.now() };
    store.journal.keep({ ...echo, fingerprint: fingerprint('hello') });
    expect(await find('1', '2')).toMatchObject({ eventId: '100' });
  });

  test('another account is looked up all the same', async () => {
    failWith(new Failure('throttled', '88', clock.now() + 900_000));
    await find('1', '2');
    x.answer = async () => [];
    expect(await find('9', '2')).toBe('not-sent');
  });

  test('and announces no time, it is asked again after a minute', async () => {
    failWith(new Failure('throttled', '226'));
    await find('1', '2');
    await clock.advance(59_999);
    expect(await find('1', '2')).toEqual(later(1));
    expect(x.questions).toHaveLength(1);
    await clock.advance(1);
    await find('1', '2');
    expect(x.questions).toHaveLength(2);
  });
});

describe('a look-up that fails', () => {
  test.each(['unavailable', 'uncertain'] as const)(
    'with %s leaves the message in doubt, stops no sends, and is tried again after 5 s',
    async (code) => {
      failWith(new Failure(code, 'no'));
      expect(await find('1', '2')).toEqual(later());

      x.answer = async () => [];
      await clock.advance(4_999);
      expect(await find('1', '2')).toEqual(later(1));
      await clock.advance(1);
      expect(await find('1', '2')).toBe('not-sent');
    },
  );

  test('because the credentials are refused tells about the account', async () => {
    failWith(new Failure('unauthorized', 'no'));
    await expect(find('1', '2')).rejects.toMatchObject({ code: 'unauthorized' });
  });

  test('unforeseen is not taken for an answer', async () => {
    x.answer = () => Promise.reject(new TypeError('fetch failed'));
    await expect(find('1', '2')).rejects.toThrow(TypeError);
  });
});
