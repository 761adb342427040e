import type { BatchObservableResult, Meter } from '@opentelemetry/api';
import type { Clock } from '../../domain/delivery/clock.ts';
import { type Alarm, alarms, type Watch } from '../../domain/watch/watch.ts';
import { gauge, type Instrument } from './instrument.ts';
import { each, gaugeOf } from './meters.ts';
import { Recent } from './recent.ts';

const account = ['account'] as const;

/** What is watched of the accounts; but for the alarms the same from every replica. */
export const watchGauges = {
  coveredAge: gauge(
    'twitter_connector.account.covered.age',
    's',
    'Time since everything that X had to tell about the account was certainly heard; grows while X has no valid webhook or subscription.',
    account,
  ),
  subscribed: gauge(
    'twitter_connector.account.subscribed',
    '1',
    '1 when X called the account subscribed the last time it was asked; absent until somebody asks.',
    account,
  ),
  alarm: gauge(
    'twitter_connector.account.alarm',
    '1',
    '1 while the watchdog barks at this, as the process sees it that watches. `alarm`: `webhook-invalid`, `webhook-gone`, `not-subscribed`, `silent`, `deaf` (X has what it did not send), `certificate`, `address-wrong`, `address-unreachable` (from here), `unchecked` (X cannot be asked).',
    ['account', 'alarm'],
  ),
  gapOpen: gauge(
    'twitter_connector.account.gap.open',
    '1',
    '1 while messages that may have been missed are looked for.',
    account,
  ),
  gapPartly: gauge(
    'twitter_connector.account.gap.partly',
    '1',
    '1 when X did not have everything any more that was missed in the newest gap.',
    account,
  ),
  replaying: gauge(
    'twitter_connector.account.replay.running',
    '1',
    '1 while X was asked to deliver something once more and has not told the end.',
    account,
  ),
  certificate: gauge(
    'twitter_connector.account.certificate.remaining',
    's',
    'Time until the certificate of the public address ends; negative when it has; absent until it was seen.',
    account,
  ),
} as const satisfies Record<string, Instrument>;

/** What is watched of an account, and what is wrong with it. */
export interface MeasuredWatch extends Watch {
  readonly alarms: readonly Alarm[];
}

type Gauges = ReturnType<typeof gaugesOf>;

const gaugesOf = (meter: Meter) => each(watchGauges, (instrument) => gaugeOf(meter, instrument));

/** Has the gauges look at what is watched whenever somebody asks. */
export function observeWatches(
  meter: Meter,
  watches: () => Promise<readonly MeasuredWatch[]>,
  clock: Pick<Clock, 'now' | 'after'>,
): void {
  const made = gaugesOf(meter);
  const recent = new Recent(watches, clock);
  meter.addBatchObservableCallback(async (result) => {
    const nowMs = clock.now();
    for (const watch of (await recent.value()) ?? []) observe(result, made, watch, nowMs);
  }, Object.values(made));
}

function observe(
  result: BatchObservableResult,
  made: Gauges,
  watch: MeasuredWatch,
  nowMs: number,
): void {
  const { accountId, certificateExpiresAtMs, coveredUntilMs, gap } = watch;
  const about = { account: accountId };
  const flag = (is: boolean) => (is ? 1 : 0);
  if (coveredUntilMs !== undefined) {
    result.observe(made.coveredAge, Math.max(0, nowMs - coveredUntilMs) / 1_000, about);
  }
  if (watch.subscribed !== undefined) {
    result.observe(made.subscribed, flag(watch.subscribed), about);
  }
  for (const alarm of alarms) {
    result.observe(made.alarm, flag(watch.alarms.includes(alarm)), { ...about, alarm });
  }
  result.observe(made.gapOpen, flag(gap?.state === 'healing'), about);
  result.observe(made.gapPartly, flag(gap?.state === 'partly'), about);
  result.observe(made.replaying, flag(watch.replay?.state === 'running'), about);
  if (certificateExpiresAtMs !== undefined) {
    result.observe(made.certificate, (certificateExpiresAtMs - nowMs) / 1_000, about);
  }
}
