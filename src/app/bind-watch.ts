import type { Container } from 'inversify';
import { HttpsPublicAddress } from '../adapters/public-address/https-public-address.ts';
import { systemClock } from '../adapters/system/system-clock.ts';
import type { Account } from '../domain/accounts/account.ts';
import type { RateBudget, RateBudgets } from '../domain/accounts/rate-budgets.ts';
import { Alarms } from '../domain/watch/alarms.ts';
import { HealGap } from '../domain/watch/heal-gap.ts';
import { HealOnDemand } from '../domain/watch/heal-on-demand.ts';
import { KeepCovered } from '../domain/watch/keep-covered.ts';
import { LookAtAddress } from '../domain/watch/look-at-address.ts';
import { LookAtSilence } from '../domain/watch/look-at-silence.ts';
import { LookAtWebhook } from '../domain/watch/look-at-webhook.ts';
import { NoteReplayed } from '../domain/watch/note-replayed.ts';
import { PastWithin } from '../domain/watch/past-within.ts';
import { Pauses } from '../domain/watch/pauses.ts';
import { ReplayGap } from '../domain/watch/replay-gap.ts';
import { Watchdog } from '../domain/watch/watchdog.ts';
import { Watcher } from '../domain/watch/watcher.ts';
import type { Configuration } from './configuration.ts';
import { tokens } from './tokens.ts';

const dayMs = 24 * 60 * 60 * 1_000;

/** What watches whether X still tells us everything, and brings what was missed. */
export function bindWatch(container: Container): void {
  container.bind(tokens.pauses).toResolvedValue(() => new Pauses(systemClock), []);
  container
    .bind(tokens.noteReplayed)
    .toResolvedValue((...parts) => new NoteReplayed(...parts), [tokens.watches, tokens.pauses]);
  container
    .bind(tokens.alarms)
    .toResolvedValue((observer) => new Alarms(observer), [tokens.observer]);
  container.bind(tokens.publicAddress).toResolvedValue(() => new HttpsPublicAddress(), []);
  container.bind(tokens.healGap).toDynamicValue(() => healGapIn(container));
  container.bind(tokens.healOnDemand).toResolvedValue(
    (accounts, watches, healGap, pauses, configuration) =>
      new HealOnDemand({
        accounts,
        watches,
        healGap,
        pauses,
        clock: systemClock,
        rememberedMs: rememberedMs(configuration),
      }),
    [tokens.accounts, tokens.watches, tokens.healGap, tokens.pauses, tokens.configuration],
  );
}

function healGapIn(from: Container): HealGap {
  const clock = systemClock;
  const [pauses, watches, budgets] = [
    from.get(tokens.pauses),
    from.get(tokens.watches),
    from.get(tokens.rateBudgets),
  ];
  return new HealGap({
    accounts: from.get(tokens.accounts),
    watches,
    duties: from.get(tokens.duties),
    replayGap: new ReplayGap({ replays: from.get(tokens.replays), watches, clock, pauses }),
    pastWithin: new PastWithin({
      pastEvents: from.get(tokens.pastEvents),
      clock,
      pauses,
      budgetOf: (account) => readingBudget(budgets, account),
    }),
    receive: (events) => from.get(tokens.receiveAccountEvents).executePast(events),
    clock,
    observer: from.get(tokens.observer),
    rememberedMs: rememberedMs(from.get(tokens.configuration)),
  });
}

/** What watches for as long as the service runs. `report` is told what was not foreseen. */
export function watcherIn(from: Container, report: (thrown: unknown) => void): Watcher {
  const clock = systemClock;
  const { CERTIFICATE_ALARM_DAYS, SILENCE_ALARM_MS, WATCH_INTERVAL_MS } = from.get(
    tokens.configuration,
  );
  const [accounts, watches, webhooks] = [
    from.get(tokens.accounts),
    from.get(tokens.watches),
    from.get(tokens.webhooks),
  ];
  const observer = from.get(tokens.observer);
  const alarms = from.get(tokens.alarms);
  const lastEvents = from.get(tokens.lastEvents);
  const journal = from.get(tokens.journal);
  const startedMs = clock.now();
  const keepCovered = new KeepCovered({
    accounts,
    watches,
    lastEvents,
    clock,
    observer,
    journalledMs: async (accountId) => {
      const newest = await journal.list({ accountId, idPrefix: `x/${accountId}/` }, 1);
      return newest.entries[0]?.acceptedAtMs;
    },
    startedMs,
  });
  const lookAtWebhook = new LookAtWebhook({
    accounts,
    webhooks,
    subscriptions: from.get(tokens.subscriptions),
    exclusively: from.get(tokens.exclusively),
    keepCovered,
    alarms,
    clock,
  });
  const lookAtSilence = new LookAtSilence({
    journal,
    pastEvents: from.get(tokens.pastEvents),
    keepCovered,
    alarms,
    clock,
    silenceMs: SILENCE_ALARM_MS,
  });
  const lookAtAddress = new LookAtAddress({
    publicAddress: from.get(tokens.publicAddress),
    alarms,
    clock,
    certificateMs: CERTIFICATE_ALARM_DAYS * dayMs,
  });
  const looks = { lookAtWebhook, lookAtSilence, lookAtAddress };
  return new Watcher({
    accounts,
    duties: from.get(tokens.duties),
    keepCovered,
    watchdog: new Watchdog({ accounts, watches, webhooks, ...looks, alarms, clock }),
    healGap: from.get(tokens.healGap),
    watches,
    clock,
    pauses: from.get(tokens.pauses),
    intervalMs: WATCH_INTERVAL_MS,
    random: Math.random,
    report,
  });
}

const rememberedMs = ({ JOURNAL_KEPT_DAYS }: Configuration): number => JOURNAL_KEPT_DAYS * dayMs;

/** X's calls that list the past of an account, as its limits name them. */
const readingEndpoints = ['GET /1.1/direct_messages/events/list.json', 'GET /2/dm_events'];

/** The window that is nearest to its end of calls. */
const readingBudget = (budgets: RateBudgets, account: Account): RateBudget | undefined =>
  budgets
    .of(account)
    .filter(({ endpoint }) => readingEndpoints.includes(endpoint))
    .toSorted((a, b) => a.remaining - b.remaining)[0];
