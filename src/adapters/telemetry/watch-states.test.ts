import { beforeEach, expect, test } from '@jest/globals';
import { ManualClock } from '../in-memory/manual-clock.ts';
import { measuring } from './samples.model.ts';
import { type MeasuredWatch, observeWatches } from './watch-states.ts';

let clock: ManualClock;
let watches: MeasuredWatch[];
let samples: ReturnType<typeof measuring>['samples'];

beforeEach(() => {
  clock = new ManualClock();
  watches = [];
  const measured = measuring();
  samples = measured.samples;
  observeWatches(measured.meter, async () => watches, clock);
});

const of = (name: string, labels = '{account="1"}') => `twitter_connector_account_${name}${labels}`;

test('what is watched of an account is measured', async () => {
  const nowMs = clock.now();
  const gap = { fromMs: 1, toMs: 2, cause: 'downtime', read: 0, found: 0, by: [] } as const;
  watches.push({
    accountId: '1',
    coveredUntilMs: nowMs - 5_000,
    subscribed: false,
    certificateExpiresAtMs: nowMs + 60_000,
    gap: { ...gap, state: 'healing' },
    replay: { id: '1', fromMs: 1, toMs: 2, state: 'running' },
    alarms: ['silent'],
  });
  expect(await samples()).toMatchObject({
    [of('covered_age')]: 5,
    [of('subscribed')]: 0,
    [of('certificate_remaining')]: 60,
    [of('gap_open')]: 1,
    [of('gap_partly')]: 0,
    [of('replay_running')]: 1,
    [of('alarm', '{account="1",alarm="silent"}')]: 1,
    [of('alarm', '{account="1",alarm="deaf"}')]: 0,
  });
});

test('what is not known of an account is not made up', async () => {
  watches.push({ accountId: '1', alarms: [] });
  const known = Object.keys(await samples());
  expect(known).toContain(of('gap_open'));
  for (const name of ['covered_age', 'subscribed', 'certificate_remaining']) {
    expect(known).not.toContain(of(name));
  }
});
