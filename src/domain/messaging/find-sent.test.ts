import { beforeEach, describe, expect, test } from '@jest/globals';
import { InMemoryDeliveryStore } from '../../adapters/in-memory/in-memory-delivery-store.ts';
import { InMemoryDirectMessages } from '../../adapters/in-memory/in-memory-direct-messages.ts';
import { ManualClock } from '../../adapters/in-memory/manual-clock.ts';
import type { Account } from '../accounts/account.ts';
import type { Head } from '../delivery/lane.ts';
import type { Occurrence } from '../observer.ts';
import { sentAtMsOf } from './cim-id.ts';
import { FindSent } from './find-sent.ts';
import { fingerprint } from './fingerprint.ts';

const echoWaitMs = 2_000;
const account = (id: string): Account => ({
  id,
  state: 'active',
  credentials: {
    consumerKey: 'ck',
    consumerSecret: 'cs',
    accessToken: 'at',
    accessTokenSecret: 'ats',
  },
});

/** X, which is asked what an account sent lately. */
class AskedDirectMessages extends InMemoryDirectMessages {
  lookUps = 0;

  override async sentSince(...asked: Parameters<InMemoryDirectMessages['sentSince']>) {
    this.lookUps++;
    return super.sentSince(...asked);
  }
}

let clock: ManualClock;
let x: AskedDirectMessages;
let store: InMemoryDeliveryStore;
let noticed: Occurrence[];
let acceptedAtMs: number;
let findSent: FindSent;

beforeEach(async () => {
  clock = new ManualClock();
  x = new AskedDirectMessages(() => clock.now());
  store = new InMemoryDeliveryStore();
  noticed = [];
  acceptedAtMs = clock.now();
  const observer = { notice: (occurrence: Occurrence) => void noticed.push(occurrence) };
  findSent = new FindSent(x, store, clock, observer, echoWaitMs);
  await clock.advance(10 * echoWaitMs);
});

/**
 * Looks for a text in doubt; it was tried before, unless `tries` says otherwise. With `also` it may
 * have been sent in these forms as well, and the one that was found is told.
 */
const find = async (
  text = 'hello',
  more: Partial<Head> & { to?: string; file?: string; also?: readonly string[] } = {},
) => {
  const { to: customerId = '2', file, also = [], ...state } = more;
  const accountId = '1';
  const message = { id: 'c1', accountId, customerId, content: { kind: 'text', text } as const };
  const head: Head = {
    lane: `out/${accountId}/${customerId}`,
    target: `x/${accountId}`,
    laneId: 1,
    epoch: 1,
    seq: 1,
    body: JSON.stringify(message),
    progress: '',
    acceptedAtMs,
    tries: 1,
    burned: 0,
    failedSinceMs: acceptedAtMs,
    doubtSinceMs: acceptedAtMs,
    leasedAtMs: clock.now(),
    ...state,
  };
  const forms = [text, ...also].map((form) => ({
    outgoing: { text: form, ...(file && { file }) },
    last: true,
    capabilities: [],
  }));
  const answer = await findSent.execute(account(accountId), message, forms, head);
  if (answer === 'not-sent' || 'againAtMs' in answer) return answer;
  const { part, ...event } = answer;
  return also.length === 0 ? event : { ...event, text: part.outgoing.text };
};
const keepEcho = (eventId: string, text: string, sentAtMs: number, more: object = {}) =>
  store.journal.keep({
    accountId: '1',
    customerId: '2',
    eventId,
    fingerprint: fingerprint(text),
    sentAtMs,
    ...more,
  });
const found = ({ eventId, sentAtMs }: { eventId: string; sentAtMs: number }) => ({
  eventId,
  sentAtMs,
});
const echoed = (eventId: string) => ({ eventId, sentAtMs: sentAtMsOf(eventId) });
const later = (ms = echoWaitMs) => ({ againAtMs: clock.now() + ms });

describe('a message in doubt', () => {
  test('is settled by its echo at once, without a question to X', async () => {
    keepEcho('100', 'hello', acceptedAtMs);

    expect(await find('hello', { tries: 0 })).toEqual(echoed('100'));
    expect(x.lookUps).toBe(0);
    expect(noticed).toEqual([{ kind: 'doubt-settled', lane: 'out/1/2', by: 'echo' }]);
  });

  test('without an echo waits for one first, and is then looked up', async () => {
    const sent = x.write('1', '2', 'hello');
    await clock.advance(300_000);

    expect(await find('hello', { tries: 0 })).toEqual(later());
    expect(x.lookUps).toBe(0);
    expect(await find()).toEqual(found(sent));
    expect(noticed).toEqual([{ kind: 'doubt-settled', lane: 'out/1/2', by: 'look-up' }]);
  });

  test('that a crash left behind waits for its echo also when it had been tried before', async () => {
    findSent = new FindSent(x, store, clock, { notice: () => {} }, echoWaitMs);
    expect(await find('hello', { tries: 3 })).toEqual(later());
    expect(x.lookUps).toBe(0);

    await clock.advance(echoWaitMs);
    expect(await find('hello', { tries: 4 })).toBe('not-sent');
  });

  test('that X does not have was not sent', async () => {
    expect(await find()).toBe('not-sent');
    expect(noticed).toEqual([{ kind: 'doubt-settled', lane: 'out/1/2', by: 'not-sent' }]);
  });

  test('is recognised in the form that X gives it', async () => {
    const sent = x.write('1', '2', 'Café  at http://www.example.com ');
    expect(await find('Cafe\u0301 at\nwww.example.com')).toEqual(found(sent));
  });

  test.each([
    ['to another customer', { customerId: '3' }],
    ['of another account', { accountId: '9' }],
    ['with another text', { text: 'hello!' }],
  ])('is not taken for a message %s', async (_name, other) => {
    const { accountId, customerId, text } = {
      accountId: '1',
      customerId: '2',
      text: 'hello',
      ...other,
    };
    x.write(accountId, customerId, text);
    keepEcho('100', text, clock.now(), { accountId, customerId });
    expect(await find()).toBe('not-sent');
  });
});

describe('a message with a file in doubt', () => {
  const file = 'https://files/cat.png';

  test.each(['hello', ''])('is settled by its echo, or found by a look-up: %j', async (text) => {
    const sent = x.write('1', '2', text, true);
    expect(await find(text, { file })).toEqual(found(sent));
    keepEcho('100', text, clock.now(), { fingerprint: fingerprint(text, true) });
    expect(await find(text, { file })).toEqual(echoed('100'));
  });

  test('is not taken for a text of the same words, nor a text for it', async () => {
    x.write('1', '2', 'hello');
    keepEcho('100', 'hello', clock.now());
    expect(await find('hello', { file })).toBe('not-sent');

    x.write('1', '2', 'you', true);
    keepEcho('101', 'you', clock.now(), { fingerprint: fingerprint('you', true) });
    await clock.advance(echoWaitMs);
    expect(await find('you')).toBe('not-sent');
  });
});

describe('a message in doubt that may have more forms than one', () => {
  const also = ['hello\n1. Yes', 'hello'];

  test.each(['hello', 'hello\n1. Yes'])('is found in the one it was sent in: %j', async (text) => {
    const sent = x.write('1', '2', text);
    expect(await find('hello', { also })).toEqual({ ...found(sent), text });
    keepEcho('100', text, clock.now());
    expect(await find('hello', { also })).toEqual({ ...echoed('100'), text });
    expect(x.lookUps).toBe(1);
  });

  test('was not sent when X has it in none of them', async () => {
    x.write('1', '2', 'hello\n1. No');
    expect(await find('hello', { also })).toBe('not-sent');
  });
});

describe('two identical texts', () => {
  test('are told apart: the one that belongs to an earlier message is not taken', async () => {
    const first = x.write('1', '2', 'hello');
    keepEcho(first.eventId, 'hello', first.sentAtMs, { cimId: 'c0' });
    expect(await find()).toBe('not-sent');

    const second = x.write('1', '2', 'hello');
    await clock.advance(echoWaitMs);
    expect(await find()).toEqual(found(second));
  });

  test('of which one echo is matched are told apart by the ledger alone', async () => {
    keepEcho('100', 'hello', clock.now(), { cimId: 'c0' });
    keepEcho('101', 'hello', clock.now());
    expect(await find()).toEqual(echoed('101'));
    expect(x.lookUps).toBe(0);
  });

  test('that are both new go to the messages in their order', async () => {
    const [first, second] = [x.write('1', '2', 'hello'), x.write('1', '2', 'hello')];
    expect(await find()).toEqual(found(first));
    keepEcho(first.eventId, 'hello', first.sentAtMs, { cimId: 'c1' });
    expect(await find()).toEqual(found(second));
  });
});

describe('the clocks of X and ours', () => {
  test.each([
    ['found', 300_000],
    ['not found', 300_001],
  ])(
    'may differ by five minutes: %s when X says it was sent %i ms too early',
    async (outcome, ms) => {
      const sentAtMs = acceptedAtMs - ms;
      const reached = {
        eventId: '100',
        accountId: '1',
        customerId: '2',
        text: 'hello',
        media: false,
        sentAtMs,
      };
      x.reached.push(reached);
      expect(await find()).toEqual(outcome === 'found' ? found(reached) : 'not-sent');

      x.reached.length = 0;
      keepEcho('100', 'hello', sentAtMs);
      await clock.advance(echoWaitMs);
      expect(await find()).toEqual(outcome === 'found' ? echoed('100') : 'not-sent');
    },
  );
});
