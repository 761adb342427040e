import type { Container } from 'inversify';
import { HttpsPublicAddress } from '../adapters/public-address/https-public-address.ts';
import { systemClock } from '../adapters/system/system-clock.ts';
import type { Account } from '../domain/accounts/account.ts';
import type { RateBudget, RateBudgets } from '../domain/accounts/rate-budgets.ts';
import { Alarms } from '../domain/watch/alarms.ts';
import { HealGap } from '../domain/watch/heal-gap.ts';
import { HealOnDemand } from '../domain/watch/heal-on-demand.ts';
import { KeepCovered } from '../domain/watch/keep-covered.ts';
import { NoteReplayed } from '../domain/watch/note-replayed.ts';
import { PastWithin } from '../domain/watch/past-within.ts';
import { Pauses } from '../domain/watch/pauses.ts';
import { ReplayGap } from '../domain/watch/replay-gap.ts';
import { Unkept } from '../domain/watch/unkept.ts';
import type { Configuration } from './configuration.ts';
import { tokens } from './tokens.ts';

const clock = systemClock;

const dayMs = 24 * 60 * 60 * 1_000;

/** What watches whether X still tells us everything, and brings what was missed. */
export function bindWatch(container: Container): void {
  const { accounts, configuration, duties, observer, pauses, watches } = tokens;
  container.bind(pauses).toResolvedValue(() => new Pauses(clock), []);
  container
    .bind(tokens.noteReplayed)
    .toResolvedValue((...parts) => new NoteReplayed(...parts), [watches, pauses]);
  container.bind(tokens.alarms).toResolvedValue((notices) => new Alarms(notices), [observer]);
  container.bind(tokens.publicAddress).toResolvedValue(() => new HttpsPublicAddress(), []);
  bindReading(container);
  container.bind(tokens.healGap).toResolvedValue(
    (known, kept, shared, replayGap, pastWithin, receive, notices, settings) =>
      new HealGap({
        accounts: known,
        watches: kept,
        duties: shared,
        replayGap,
        pastWithin,
        receive: (events) => receive.executePast(events),
        clock,
        observer: notices,
        rememberedMs: rememberedMs(settings),
      }),
    [
      accounts,
      watches,
      duties,
      tokens.replayGap,
      tokens.pastWithin,
      tokens.receiveAccountEvents,
      observer,
      configuration,
    ],
  );
  container.bind(tokens.healOnDemand).toResolvedValue(
    (known, kept, healGap, ending, settings) =>
      new HealOnDemand({
        accounts: known,
        watches: kept,
        healGap,
        pauses: ending,
        clock,
        rememberedMs: rememberedMs(settings),
      }),
    [accounts, watches, tokens.healGap, pauses, configuration],
  );
}

function bindReading(container: Container): void {
  const { accounts, journal, lastEvents, observer, pauses, rateBudgets, watches } = tokens;
  container.bind(tokens.unkept).toResolvedValue(() => new Unkept(clock), []);
  container
    .bind(tokens.replayGap)
    .toResolvedValue(
      (replays, kept, ending) => new ReplayGap({ replays, watches: kept, clock, pauses: ending }),
      [tokens.replays, watches, pauses],
    );
  container.bind(tokens.pastWithin).toResolvedValue(
    (pastEvents, ending, budgets) =>
      new PastWithin({
        pastEvents,
        clock,
        pauses: ending,
        budgetOf: (account) => readingBudget(budgets, account),
      }),
    [tokens.pastEvents, pauses, rateBudgets],
  );
  container.bind(tokens.keepCovered).toResolvedValue(
    (known, kept, heard, notices, entries, unkept) =>
      new KeepCovered({
        accounts: known,
        watches: kept,
        lastEvents: heard,
        unkept,
        clock,
        observer: notices,
        journalledMs: async (accountId) => {
          const newest = await entries.list({ accountId, idPrefix: `x/${accountId}/` }, 1);
          return newest.entries[0]?.acceptedAtMs;
        },
        startedMs: clock.now(),
      }),
    [accounts, watches, lastEvents, observer, journal, tokens.unkept],
  );
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
