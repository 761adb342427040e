import { InMemoryAccountActivity } from '../../adapters/in-memory/in-memory-account-activity.ts';
import { InMemoryAccounts } from '../../adapters/in-memory/in-memory-accounts.ts';
import { InMemoryDuties } from '../../adapters/in-memory/in-memory-duties.ts';
import {
  InMemoryPastEvents,
  type PastEvent,
} from '../../adapters/in-memory/in-memory-past-events.ts';
import { InMemoryReplays } from '../../adapters/in-memory/in-memory-replays.ts';
import { InMemorySubscriptions } from '../../adapters/in-memory/in-memory-subscriptions.ts';
import { InMemoryWatches } from '../../adapters/in-memory/in-memory-watches.ts';
import { InMemoryWebhooks } from '../../adapters/in-memory/in-memory-webhooks.ts';
import { ManualClock } from '../../adapters/in-memory/manual-clock.ts';
import type { Account } from '../accounts/account.ts';
import { LastEvents } from '../accounts/last-events.ts';
import type { RateBudget } from '../accounts/rate-budgets.ts';
import type { AccountEvent } from '../messaging/direct-message.ts';
import type { Occurrence } from '../observer.ts';
import { Exclusively } from '../subscription/exclusively.ts';
import { HealGap } from './heal-gap.ts';
import { KeepCovered } from './keep-covered.ts';
import { PastWithin } from './past-within.ts';
import { Pauses } from './pauses.ts';
import { ReplayGap } from './replay-gap.ts';
import { Unkept } from './unkept.ts';

export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

/** An account that was registered through us. */
export const watched: Account = {
  id: '1',
  state: 'active',
  credentials: {
    consumerKey: 'ck',
    consumerSecret: 'cs',
    accessToken: 'at',
    accessTokenSecret: 'ats',
  },
  registration: { environmentName: 'prod', webhookUrl: 'https://cx.example/webhook/twitter/1' },
};

/** A message of a customer; the id tells when it was sent. */
export const messageAt = (sentAtMs: number, n = sentAtMs): PastEvent => ({
  kind: 'message',
  message: {
    eventId: String(n),
    accountId: '1',
    customer: { id: '2' },
    text: '',
    attachments: [],
    sentAtMs,
  },
});

/** An X with a valid webhook and a subscription of the account, and what watches it. */
export async function watchedWorld({ pageMax = 50, rememberedMs = 30 * dayMs } = {}) {
  const clock = new ManualClock();
  const x = new InMemoryAccountActivity();
  const prod = x.add('prod');
  x.owners.set('at', '1');
  const accounts = new InMemoryAccounts();
  await accounts.save(watched);
  const watches = new InMemoryWatches();
  const [webhooks, subscriptions] = [new InMemoryWebhooks(x), new InMemorySubscriptions(x)];
  const environment = { name: 'prod', credentials: watched.credentials };
  const webhook = await webhooks.register(environment, watched.registration?.webhookUrl ?? '');
  await subscriptions.subscribe(environment);
  const pastEvents = new InMemoryPastEvents(pageMax);
  const replays = new InMemoryReplays(x, () => clock.now());
  const noticed: Occurrence[] = [];
  const observer = { notice: (occurrence: Occurrence) => void noticed.push(occurrence) };
  const pauses = new Pauses(clock);
  const duties = new InMemoryDuties();
  const lastEvents = new LastEvents();
  const unkept = new Unkept(clock);
  const budgets: RateBudget[] = [];
  const received: string[] = [];
  const receive = async (events: readonly AccountEvent[]) => {
    const ids = events.map((event) => ('message' in event ? event.message.eventId : ''));
    const fresh = ids.filter((id) => !received.includes(id));
    received.push(...fresh);
    return fresh.length;
  };
  const journalledMs: { at?: number } = {};
  const keepCovered = (startedMs = clock.now()) =>
    new KeepCovered({
      accounts,
      watches,
      lastEvents,
      unkept,
      clock,
      observer,
      journalledMs: async () => journalledMs.at,
      startedMs,
    });
  const pastWithin = new PastWithin({ pastEvents, clock, pauses, budgetOf: () => budgets[0] });
  const replayGap = new ReplayGap({ replays, watches, clock, pauses });
  const healGap = new HealGap({
    accounts,
    watches,
    duties,
    replayGap,
    pastWithin,
    receive,
    clock,
    observer,
    rememberedMs,
  });
  return {
    accounts,
    budgets,
    clock,
    duties,
    environment,
    healGap,
    journalledMs,
    keepCovered,
    lastEvents,
    noticed,
    observer,
    pastEvents,
    pastWithin,
    pauses,
    prod,
    received,
    replayGap,
    replays,
    subscriptions,
    unkept,
    watches,
    webhook,
    webhooks,
    x,
    exclusively: new Exclusively(),
    /** Lets work that waits go on until it is over, for at most so long. */
    async through<T>(work: Promise<T>, atMostMs = 2 * hourMs): Promise<T> {
      const done = { is: false };
      const over = work.finally(() => (done.is = true));
      over.catch(() => {});
      const untilMs = clock.now() + atMostMs;
      await clock.settle();
      while (!done.is && clock.now() < untilMs) await clock.advance(1_000);
      return over;
    },
  };
}

export type WatchedWorld = Awaited<ReturnType<typeof watchedWorld>>;
