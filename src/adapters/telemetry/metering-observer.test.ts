import { beforeEach, describe, expect, test } from '@jest/globals';
import { Failure } from '../../domain/errors.ts';
import type { Occurrence } from '../../domain/observer.ts';
import { MeteringObserver } from './metering-observer.ts';
import { measuring } from './samples.model.ts';

const failure = new Failure('unavailable', 'connect ECONNREFUSED');
const accepted = { kind: 'accepted', from: 'x', accountId: '1', what: 'message' } as const;
const moved = { kind: 'transfer', direction: 'in', accountId: '1', elapsedMs: 1 } as const;

let measured: ReturnType<typeof measuring>;
let observer: MeteringObserver;

beforeEach(() => {
  measured = measuring();
  observer = new MeteringObserver(measured.meter);
});

/** What has been counted of our own once this has happened. */
async function after(...occurrences: readonly Occurrence[]) {
  for (const occurrence of occurrences) observer.notice(occurrence);
  const samples = Object.entries(await measured.samples()).filter(([, value]) => value > 0);
  return Object.fromEntries(
    samples.map(([name, value]) => [name.replace('twitter_connector_', ''), value]),
  );
}

test('what goes wrong without an account is told before it happens, so that its first time shows', async () => {
  expect(await measured.samples()).toEqual({
    twitter_connector_journal_failures_total: 0,
    twitter_connector_settlements_fenced_total: 0,
  });
});

describe('what happens is counted', () => {
  test.each<readonly [string, readonly Occurrence[], object]>([
    [
      'a message that came twice, once as accepted and once as repeated',
      [
        { ...accepted, duplicate: false },
        { ...accepted, duplicate: true },
      ],
      {
        'messages_accepted_total{account="1",direction="in",what="message"}': 1,
        'messages_repeated_total{account="1",direction="in"}': 1,
      },
    ],
    [
      'messages of CCM and of the control API, as going out',
      [
        { ...accepted, from: 'cim', duplicate: false },
        { ...accepted, from: 'api', duplicate: false },
      ],
      { 'messages_accepted_total{account="1",direction="out",what="message"}': 2 },
    ],
    [
      'what is delivered, by direction and account, never by customer',
      [
        { kind: 'delivered', lane: 'in/1/2', waitedMs: 30 },
        { kind: 'delivered', lane: 'in/1/3', waitedMs: 40 },
        { kind: 'delivered', lane: 'read/1/2', waitedMs: 50 },
      ],
      {
        'messages_delivered_total{account="1",direction="in"}': 2,
        'messages_delivered_total{account="1",direction="out"}': 1,
        'delivery_latency_count{direction="in"}': 2,
        'delivery_latency_count{direction="out"}': 1,
      },
    ],
    [
      'what is held or given up, by our code and without the words of a neighbour',
      [
        { kind: 'held', lane: 'out/1/2', failure, tries: 1, dueAtMs: 0 },
        { kind: 'buried', lane: 'out/1/2', failure },
      ],
      {
        'messages_held_total{account="1",direction="out",error_type="unavailable"}': 1,
        'messages_buried_total{account="1",direction="out",error_type="unavailable"}': 1,
      },
    ],
    [
      'how doubts are settled',
      [{ kind: 'doubt-settled', lane: 'out/1/2', by: 'echo' }],
      { 'doubts_settled_total{account="1",by="echo"}': 1 },
    ],
    [
      'the bytes of a file while it moves, and the file once',
      [
        { ...moved, state: 'moving', bytes: 70, newBytes: 70 },
        { ...moved, state: 'ended', bytes: 100, newBytes: 30 },
      ],
      {
        'media_io_total{account="1",direction="in"}': 100,
        'media_transfers_total{account="1",direction="in"}': 1,
      },
    ],
    [
      'failures of the journal and of what is loaded, and late settlements',
      [
        { kind: 'journal-failed', reason: 'disk full' },
        { kind: 'fenced', lane: 'in/1/2' },
        { kind: 'channels-not-loaded', channelTypeId: 't', failure },
      ],
      {
        journal_failures_total: 1,
        settlements_fenced_total: 1,
        'channels_load_failures_total{error_type="unavailable"}': 1,
      },
    ],
    [
      'nothing of what is observed when somebody looks',
      [
        { kind: 'target', target: 'x/1', state: 'in-trouble', failure },
        { kind: 'account', accountId: '1', state: 'added' },
      ],
      {},
    ],
  ])('%s', async (_what, occurrences, exposed) => {
    const samples = await after(...occurrences);
    expect(samples).toEqual(exposed);
  });
});

test('strangers who make up names of events make only so many series', async () => {
  const names = Array.from({ length: 100 }, (_, i) => `event_${i}`);
  const samples = await after(
    ...names.map((type) => ({ kind: 'ignored', from: 'x', type }) as const),
  );
  expect(Object.keys(samples)).toHaveLength(41);
  expect(samples).toMatchObject({
    'events_ignored_total{from="x",type="event_0"}': 1,
    'events_ignored_total{from="x",type="other"}': 60,
  });
});
