import type { Container } from 'inversify';
import { systemClock } from '../adapters/system/system-clock.ts';
import { LookAtAddress } from '../domain/watch/look-at-address.ts';
import { LookAtSilence } from '../domain/watch/look-at-silence.ts';
import { LookAtWebhook } from '../domain/watch/look-at-webhook.ts';
import { Watchdog } from '../domain/watch/watchdog.ts';
import { Watcher } from '../domain/watch/watcher.ts';
import { tokens } from './tokens.ts';

const dayMs = 24 * 60 * 60 * 1_000;

/** What watches, while the service runs. */
export interface Watching {
  start(): void;
  /** Resolves when nothing goes on any more. To be called while X can still reach the service. */
  stop(): Promise<void>;
}

/**
 * Watches as `WATCH_INTERVAL_MS` says; nothing where that is 0. `report` is told what was not
 * foreseen.
 */
export function watchingIn(from: Container, report: (thrown: unknown) => void): Watching {
  const { WATCH_INTERVAL_MS: intervalMs } = from.get(tokens.configuration);
  if (intervalMs === 0) {
    return { start: () => {}, stop: async () => from.get(tokens.pauses).stop() };
  }
  const watcher = new Watcher({
    accounts: from.get(tokens.accounts),
    duties: from.get(tokens.duties),
    keepCovered: from.get(tokens.keepCovered),
    watchdog: watchdogIn(from),
    healGap: from.get(tokens.healGap),
    alarms: from.get(tokens.alarms),
    watches: from.get(tokens.watches),
    clock: systemClock,
    pauses: from.get(tokens.pauses),
    intervalMs,
    random: Math.random,
    report,
  });
  return {
    start: () => watcher.start(),
    stop: async () => {
      await watcher.stop();
      await from.get(tokens.publicAddress).close();
    },
  };
}

function watchdogIn(from: Container): Watchdog {
  const { CERTIFICATE_ALARM_DAYS, SILENCE_ALARM_MS } = from.get(tokens.configuration);
  const parts = {
    accounts: from.get(tokens.accounts),
    watches: from.get(tokens.watches),
    webhooks: from.get(tokens.webhooks),
    subscriptions: from.get(tokens.subscriptions),
    exclusively: from.get(tokens.exclusively),
    keepCovered: from.get(tokens.keepCovered),
    alarms: from.get(tokens.alarms),
    clock: systemClock,
    pauses: from.get(tokens.pauses),
  };
  return new Watchdog({
    ...parts,
    lookAtWebhook: new LookAtWebhook(parts),
    lookAtSilence: new LookAtSilence({
      ...parts,
      journal: from.get(tokens.journal),
      pastEvents: from.get(tokens.pastEvents),
      silenceMs: SILENCE_ALARM_MS,
    }),
    lookAtAddress: new LookAtAddress({
      ...parts,
      publicAddress: from.get(tokens.publicAddress),
      certificateMs: CERTIFICATE_ALARM_DAYS * dayMs,
    }),
  });
}
