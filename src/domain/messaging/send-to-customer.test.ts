import { beforeEach, describe, expect, test } from '@jest/globals';
import { InMemoryAccounts } from '../../adapters/in-memory/in-memory-accounts.ts';
import { InMemoryDeliveryStore } from '../../adapters/in-memory/in-memory-delivery-store.ts';
import { InMemoryDirectMessages } from '../../adapters/in-memory/in-memory-direct-messages.ts';
import { ManualClock } from '../../adapters/in-memory/manual-clock.ts';
import { InMemoryCustomerMedia } from '../../adapters/in-memory/in-memory-customer-media.ts';
import { InMemoryFileStore } from '../../adapters/in-memory/in-memory-file-store.ts';
import type { Account } from '../accounts/account.ts';
import { SetAccountState } from '../accounts/set-account-state.ts';
import type { Head } from '../delivery/lane.ts';
import { Failure, type FailureCode, failureRules } from '../errors.ts';
import { AttachMedia } from '../media/attach-media.ts';
import type { AgentContent } from './agent-message.ts';
import { FindSent } from './find-sent.ts';
import { fingerprint } from './fingerprint.ts';
import { SendToCustomer } from './send-to-customer.ts';

const account: Account = {
  id: '1',
  state: 'active',
  credentials: {
    consumerKey: 'ck',
    consumerSecret: 'cs',
    accessToken: 'at',
    accessTokenSecret: 'ats',
  },
};
const [first, second] = ['a'.repeat(10_000), 'b'.repeat(10_000)];
const long = { kind: 'text', text: `${first} ${second} last` } as const;

let clock: ManualClock;
let x: InMemoryDirectMessages;
let accounts: InMemoryAccounts;
let store: InMemoryDeliveryStore;
let sendToCustomer: SendToCustomer;

beforeEach(async () => {
  clock = new ManualClock();
  x = new InMemoryDirectMessages(() => clock.now());
  accounts = new InMemoryAccounts();
  store = new InMemoryDeliveryStore();
  const observer = { notice: () => {} };
  const files = new InMemoryFileStore();
  sendToCustomer = new SendToCustomer({
    directMessages: x,
    attachMedia: new AttachMedia(files, new InMemoryCustomerMedia(), clock, 60_000, observer),
    files,
    findSent: new FindSent(x, store, clock, observer, 2_000),
    accounts,
    setAccountState: new SetAccountState(accounts, observer),
    clock,
    ageMaxMs: 86_400_000,
  });
  await accounts.save(account);
  await clock.advance(2_000);
});

/** The head of a lane with the message c1 for customer 2. */
const head = (content: AgentContent, more: Partial<Head> = {}): Head => ({
  lane: 'out/1/2',
  target: 'x/1',
  laneId: 1,
  epoch: 1,
  seq: 1,
  body: JSON.stringify({ id: 'c1', accountId: '1', customerId: '2', content }),
  progress: '',
  acceptedAtMs: clock.now(),
  tries: 0,
  burned: 0,
  failedSinceMs: 0,
  doubtSinceMs: 0,
  leasedAtMs: clock.now(),
  ...more,
});
const hello: AgentContent = { kind: 'text', text: 'hello' };
const inDoubt = { doubtSinceMs: 1, tries: 1 };
const after = (next: number) => JSON.stringify({ next });
const texts = () => x.reached.map(({ customerId, text }) => `${customerId}: ${text}`);
const entry = (text: string, eventId: string, sentAtMs = clock.now()) => ({
  accountId: '1',
  customerId: '2',
  eventId,
  cimId: 'c1',
  fingerprint: fingerprint(text),
  sentAtMs,
});
const reportIn = (arrivals: readonly { message?: { body: string } }[] | undefined): unknown =>
  (JSON.parse(arrivals?.[0]?.message?.body ?? '{}') as { report?: unknown }).report;

describe('an agent’s message', () => {
  test('reaches the customer, and the agent is told so durably', async () => {
    const step = await sendToCustomer.execute(head(hello));

    expect(texts()).toEqual(['2: hello']);
    const eventId = x.reached[0]?.eventId ?? '';
    expect(step).toEqual({
      kind: 'done',
      entry: entry('hello', eventId),
      follow: [
        {
          id: 'status/c1/DELIVERED',
          atMs: clock.now(),
          message: { lane: 'in/1/2', target: 'contact-center', body: expect.any(String) },
        },
      ],
    });
    expect(reportIn(step.kind === 'done' ? step.follow : [])).toEqual({
      messageId: 'c1',
      accountId: '1',
      customerId: '2',
      status: 'DELIVERED',
      reasonCode: '200',
      told: '',
      eventId,
      atMs: clock.now(),
    });
  });

  test('that is long is sent in parts, one an attempt, and reported with the last', async () => {
    const one = await sendToCustomer.execute(head(long));
    expect(one).toMatchObject({ kind: 'advanced', progress: after(1), entry: { cimId: 'c1' } });
    const two = await sendToCustomer.execute(head(long, { progress: after(1) }));
    expect(two).toMatchObject({ kind: 'advanced', progress: after(2), entry: { cimId: 'c1' } });
    const three = await sendToCustomer.execute(head(long, { progress: after(2) }));
    expect(three).toMatchObject({ kind: 'done', follow: [{ id: 'status/c1/DELIVERED' }] });

    expect(texts()).toEqual([`2: ${first}`, `2: ${second}`, '2: last']);
  });

  test('of a kind that X does not carry is refused by its name, and nothing is sent', async () => {
    const sending = sendToCustomer.execute(head({ kind: 'unsupported', type: 'CAROUSEL' }));
    await expect(sending).rejects.toEqual(new Failure('unsupported', 'CAROUSEL'));
    expect(texts()).toEqual([]);
  });

  test.each(Object.keys(failureRules) as FailureCode[])(
    'that is given up as %s is reported, with a reason that the agent understands',
    (code) => {
      const failure = new Failure(code, 'X answered 403 code 349: s3cret');
      const [arrival, ...more] = sendToCustomer.buried(head(hello), failure);
      expect(more).toEqual([]);
      expect(arrival).toMatchObject({ id: 'status/c1/FAILED', message: { lane: 'in/1/2' } });
      expect(reportIn([arrival as { message: { body: string } }])).toEqual({
        messageId: 'c1',
        accountId: '1',
        customerId: '2',
        status: 'FAILED',
        reasonCode: failureRules[code].reasonCode,
        told: failureRules[code].told,
        atMs: clock.now(),
      });
    },
  );
});

test('an agent whose message grew too old is told what stood in its way', () => {
  const failure = new Failure('expired', 'older than the limit', undefined, 'unauthorized');
  const [arrival] = sendToCustomer.buried(head(hello), failure);
  expect(reportIn([arrival as { message: { body: string } }])).toMatchObject({
    reasonCode: '500',
    told: failureRules.unauthorized.told,
  });
});

describe('a message in doubt', () => {
  test('is not sent again when its echo shows that it arrived', async () => {
    const { eventId } = x.write('1', '2', 'hello');
    store.journal.keep({ ...entry('hello', eventId), cimId: undefined } as never);
    expect(await sendToCustomer.execute(head(hello, { doubtSinceMs: 1 }))).toMatchObject({
      kind: 'done',
      entry: { eventId, cimId: 'c1' },
      follow: [{ id: 'status/c1/DELIVERED' }],
    });
    expect(texts()).toHaveLength(1);
  });

  test('waits before it is looked up, and nothing is sent meanwhile', async () => {
    const step = await sendToCustomer.execute(head(hello, { doubtSinceMs: 1 }));
    expect(step).toEqual({ kind: 'wait', untilMs: clock.now() + 2_000 });
    expect(texts()).toEqual([]);
  });

  test('that was not sent is first written down as such, and sent by the next attempt', async () => {
    const step = await sendToCustomer.execute(head(long, { ...inDoubt, progress: after(1) }));
    expect(step).toEqual({ kind: 'advanced', progress: after(1) });
    expect(texts()).toEqual([]);
  });

  test('between two parts is looked for by the part in doubt, not by those that are out', async () => {
    x.write('1', '2', first);
    const { eventId } = x.write('1', '2', second);
    const step = await sendToCustomer.execute(head(long, { ...inDoubt, progress: after(1) }));
    expect(step).toEqual({ kind: 'advanced', progress: after(2), entry: entry(second, eventId) });
    expect(texts()).toHaveLength(2);
  });

  test('stays in doubt while X cannot be asked', async () => {
    x.troubles.failNext(new Failure('unavailable', 'ECONNREFUSED'));
    const step = await sendToCustomer.execute(head(hello, inDoubt));
    expect(step).toMatchObject({ kind: 'wait' });
    expect(texts()).toEqual([]);
  });
});

describe('the account', () => {
  test('that was removed or revoked sends nothing', async () => {
    await accounts.save({ ...account, state: 'revoked' });
    const revoked = sendToCustomer.execute(head(hello));
    await expect(revoked).rejects.toEqual(new Failure('unauthorized', 'access was revoked'));
    await accounts.remove('1');
    const removed = sendToCustomer.execute(head(hello, inDoubt));
    await expect(removed).rejects.toEqual(new Failure('not-found', 'account 1 was removed'));
    expect(texts()).toEqual([]);
  });

  test('shows that X refuses its credentials, until X takes a message again', async () => {
    x.troubles.failNext(new Failure('unauthorized', '32'));
    const refused = sendToCustomer.execute(head(hello));
    await expect(refused).rejects.toMatchObject({ code: 'unauthorized' });
    expect(accounts.find('1')?.state).toBe('unauthorized');

    await sendToCustomer.execute(head(hello));
    expect(accounts.find('1')?.state).toBe('active');
  });

  test.each(['throttled', 'unavailable', 'uncertain', 'rejected', 'recipient-closed'] as const)(
    'is not blamed for %s',
    async (code) => {
      x.troubles.failNext(new Failure(code, 'no'));
      await expect(sendToCustomer.execute(head(hello))).rejects.toMatchObject({ code });
      expect(accounts.find('1')?.state).toBe('active');
    },
  );

  test('whose state cannot be kept does not make a message that is out be sent again', async () => {
    await accounts.save({ ...account, state: 'unauthorized' });
    accounts.save = () => Promise.reject(new Error('disk full'));

    expect(await sendToCustomer.execute(head(hello))).toMatchObject({ kind: 'done' });
    x.troubles.failNext(new Failure('unauthorized', '32'));
    const refused = sendToCustomer.execute(head(hello));
    await expect(refused).rejects.toEqual(new Failure('unauthorized', '32'));
  });
});
