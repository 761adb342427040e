import { beforeEach, describe, expect, test } from '@jest/globals';
import { InMemoryAccounts } from '../../adapters/in-memory/in-memory-accounts.ts';
import type { Account } from '../accounts/account.ts';
import type { Arrival } from '../delivery/lane.ts';
import { Failure } from '../errors.ts';
import type { Occurrence } from '../observer.ts';
import type { AccountEvent } from './direct-message.ts';
import { fingerprint } from './fingerprint.ts';
import { ReceiveAccountEvents } from './receive-account-events.ts';

const nowMs = Date.UTC(2026, 0, 1);
const account: Account = {
  id: '1',
  state: 'active',
  provenAtMs: nowMs - 1,
  credentials: {
    consumerKey: 'ck',
    consumerSecret: 'cs',
    accessToken: 'at',
    accessTokenSecret: 'ats',
  },
};
const message = (eventId: string, customerId = '2', accountId = '1') => ({
  kind: 'message' as const,
  message: {
    eventId,
    accountId,
    customer: { id: customerId },
    text: `text of ${eventId}`,
    attachments: [],
    sentAtMs: 5,
  },
});
const echo = (eventId: string, accountId = '1', media = false) => ({
  kind: 'echo' as const,
  message: { eventId, accountId, customerId: '2', text: 'hello', media, sentAtMs: 5 },
});

/** A journal that takes arrivals as one, or fails as a whole. */
class Journal {
  readonly kept = new Map<string, Arrival>();
  readonly commits: number[] = [];
  failure: Failure | undefined;

  async accept(arrivals: readonly Arrival[]): Promise<readonly ('accepted' | 'duplicate')[]> {
    if (this.failure !== undefined) throw this.failure;
    this.commits.push(arrivals.length);
    return arrivals.map((arrival) => {
      if (this.kept.has(arrival.id)) return 'duplicate';
      this.kept.set(arrival.id, arrival);
      return 'accepted';
    });
  }
}

let journal: Journal;
let accounts: InMemoryAccounts;
let noticed: Occurrence[];
let receive: ReceiveAccountEvents;
let typed: string[];
let showTyping: () => Promise<void>;

beforeEach(async () => {
  journal = new Journal();
  accounts = new InMemoryAccounts();
  noticed = [];
  typed = [];
  showTyping = async () => {};
  const clock = { now: () => nowMs, after: () => () => {}, soon: () => {} };
  const observer = { notice: (occurrence: Occurrence) => void noticed.push(occurrence) };
  receive = new ReceiveAccountEvents(journal, accounts, clock, observer, (...who) => {
    typed.push(who.join('/'));
    return showTyping();
  });
  await accounts.save(account);
});

const taken = { kind: 'accepted', from: 'x', accountId: '1' };
const accepted = (duplicate: boolean, what = 'message') => ({ ...taken, what, duplicate });

describe('the events of one delivery', () => {
  test('are all journalled, n for n, as one, each for its own conversation', async () => {
    const events = [message('10'), message('11', '3'), message('12'), echo('13')];
    await receive.execute(events);

    expect([...journal.kept.keys()]).toEqual(['x/1/10', 'x/1/11', 'x/1/12', 'x/1/13']);
    const lanes = [...journal.kept.values()].map((arrival) => arrival.message?.lane);
    expect(lanes).toEqual(['in/1/2', 'in/1/3', 'in/1/2', undefined]);
    expect(journal.commits).toEqual([4]);
    expect(noticed).toEqual([0, 1, 2, 3].map((i) => accepted(false, i === 3 ? 'echo' : 'message')));
  });

  test('keep all that they said', async () => {
    await receive.execute([message('10')]);
    expect(journal.kept.get('x/1/10')).toEqual({
      id: 'x/1/10',
      atMs: nowMs,
      message: { lane: 'in/1/2', target: 'contact-center', body: JSON.stringify(message('10')) },
    });
  });

  test('that come again are duplicates and change nothing', async () => {
    await receive.execute([message('10'), echo('11')]);
    await receive.execute([message('10'), echo('11'), message('12')]);
    expect(journal.kept.size).toBe(3);
    expect(noticed.slice(2)).toEqual([accepted(true), accepted(true, 'echo'), accepted(false)]);
  });

  test('are told apart by account, since both sides of a conversation may be ours', async () => {
    await receive.execute([message('10', '2', '1')]);
    await receive.execute([echo('10', '2')]);
    expect([...journal.kept.keys()]).toEqual(['x/1/10', 'x/2/10']);
  });

  test('of unknown kinds are counted and leave their neighbours alone', async () => {
    const events: AccountEvent[] = [
      { kind: 'unknown', name: 'favorite_events' },
      message('10'),
      { kind: 'unknown', name: 'for_another_account' },
    ];
    await receive.execute(events);
    expect([...journal.kept.keys()]).toEqual(['x/1/10']);
    expect(noticed).toEqual([
      { kind: 'ignored', from: 'x', type: 'favorite_events' },
      { kind: 'ignored', from: 'x', type: 'for_another_account' },
      accepted(false),
    ]);
  });

  test('that ask for nothing cost no write', async () => {
    await receive.execute([]);
    await receive.execute([{ kind: 'unknown', name: 'x' }]);
    expect(journal.commits).toEqual([]);
  });

  test('are not acknowledged when they could not be journalled', async () => {
    journal.failure = new Failure('unavailable', 'the journal failed');
    await expect(receive.execute([message('10')])).rejects.toBe(journal.failure);
    expect(noticed).toEqual([]);
  });
});

describe('what the account itself wrote', () => {
  test('is kept to recognise a message in doubt, without its text, and never shown', async () => {
    await receive.execute([echo('13')]);
    expect([...journal.kept.values()]).toEqual([
      {
        id: 'x/1/13',
        atMs: nowMs,
        entry: {
          accountId: '1',
          customerId: '2',
          eventId: '13',
          fingerprint: fingerprint('hello'),
          sentAtMs: 5,
        },
      },
    ]);
    expect(JSON.stringify([...journal.kept])).not.toContain('hello');
  });

  test('with a file is told from a text of the same words', async () => {
    await receive.execute([echo('13', '1', true), echo('14')]);
    const fingerprints = [...journal.kept.values()].map(({ entry }) => entry?.fingerprint);
    expect(fingerprints).toEqual([fingerprint('hello', true), fingerprint('hello', false)]);
    expect(fingerprints[0]).not.toBe(fingerprints[1]);
  });
});

describe('a customer who types', () => {
  const typing: AccountEvent = { kind: 'typing', accountId: '1', customerId: '2' };

  test('is shown at once, and never written down', async () => {
    await receive.execute([typing]);
    expect([typed, journal.commits, noticed]).toEqual([['1/2'], [], []]);
  });

  test('holds up no neighbour, however long it takes to show it', async () => {
    showTyping = () => new Promise(() => {});
    await receive.execute([typing, message('10'), typing]);
    expect([...journal.kept.keys()]).toEqual(['x/1/10']);
    expect(typed).toEqual(['1/2', '1/2']);
  });
});

describe('a customer who has read', () => {
  const eventId = '954491830116155396';
  const read = (upToEventId = eventId): AccountEvent => ({
    kind: 'read',
    accountId: '1',
    customerId: '2',
    upToEventId,
    atMs: 7,
  });

  test('is journalled in the lane of the conversation, dated by the message that was read', async () => {
    await receive.execute([read()]);
    const told = { accountId: '1', customerId: '2', upToMs: 1_516_403_560_557, atMs: 7 };
    expect([...journal.kept.values()]).toEqual([
      {
        id: `read/1/2/${eventId}`,
        atMs: nowMs,
        message: {
          lane: 'in/1/2',
          target: 'contact-center',
          body: JSON.stringify({ kind: 'read', read: told }),
        },
      },
    ]);
  });

  test('the same message again adds nothing; a later message does', async () => {
    await receive.execute([read(), read()]);
    await receive.execute([read(), read('954491830116155397')]);
    expect(journal.kept.size).toBe(2);
  });

  test('is told apart from the message of the same id', async () => {
    await receive.execute([echo(eventId), read()]);
    expect(journal.kept.size).toBe(2);
  });
});

describe('an account that takes its access back', () => {
  const revoked: AccountEvent = { kind: 'revoked', accountId: '1' };

  test('is marked revoked, once, and its messages are still taken', async () => {
    await receive.execute([revoked, message('10'), revoked]);
    expect(accounts.find('1')).toEqual({ ...account, state: 'revoked' });
    expect([...journal.kept.keys()]).toEqual(['x/1/10']);
    expect(noticed).toEqual([
      { kind: 'account', accountId: '1', state: 'revoked' },
      accepted(false),
    ]);
  });

  test('is none of ours when we do not know it', async () => {
    await receive.execute([{ kind: 'revoked', accountId: '9' }]);
    expect(accounts.all()).toEqual([account]);
    expect(noticed).toEqual([]);
  });

  test('is not acknowledged when that cannot be kept', async () => {
    accounts.save = () => Promise.reject(new Error('the journal failed'));
    await expect(receive.execute([revoked])).rejects.toThrow('the journal failed');
    expect(noticed).toEqual([]);
  });
});
