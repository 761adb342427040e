import type { Accounts } from '../accounts/accounts.ts';
import type { Clock } from '../delivery/clock.ts';
import type { Duties, HeldDuty } from '../delivery/duties.ts';
import { failureOf } from '../errors.ts';
import type { Alarms } from './alarms.ts';
import { AttemptsApart } from './attempts-apart.ts';
import type { HealGap } from './heal-gap.ts';
import { beatMs, type KeepCovered } from './keep-covered.ts';
import { type Pauses, Stopped } from './pauses.ts';
import type { Watchdog } from './watchdog.ts';
import type { Watches } from './watches.ts';

/** How often a process asks whether nobody else watches any more. */
const askMs = 5_000;

/** The first look comes so soon, and up to so much later, so that many do not look at once. */
const firstLookMs = 500;
const spreadMs = 2_000;

/** How often the same trouble is reported. */
const reportMs = 60_000;

/** So many accounts are healed at once by one process; most of them wait for X's limits. */
const healingMax = 50;

export interface WatcherParts {
  readonly accounts: Accounts;
  readonly duties: Duties;
  readonly keepCovered: KeepCovered;
  readonly watchdog: Watchdog;
  readonly healGap: HealGap;
  readonly alarms: Alarms;
  readonly watches: Watches;
  readonly clock: Clock;
  readonly pauses: Pauses;
  /** How often the watchdog looks. */
  readonly intervalMs: number;
  readonly random: () => number;
  /** Told what was not foreseen. */
  readonly report: (thrown: unknown) => void;
}

/** Has one of the processes that share the journal watch, and heal what it finds. */
export class Watcher {
  readonly #parts: WatcherParts;
  readonly #healing = new Map<string, Promise<void>>();
  readonly #attempts: AttemptsApart;
  readonly #reportedMs = new Map<string, number>();
  #running: Promise<void> = Promise.resolve();
  #isWatching = false;

  constructor(parts: WatcherParts) {
    this.#parts = parts;
    this.#attempts = new AttemptsApart(parts.clock);
  }

  start(): void {
    this.#running = Promise.all([this.#tell(), this.#serve()]).then(() => {});
  }

  /** Resolves when nothing goes on any more; what was begun goes on at the next start. */
  async stop(): Promise<void> {
    const { keepCovered, pauses } = this.#parts;
    await this.#try(() => (this.#isWatching ? keepCovered.beat() : keepCovered.tell()));
    pauses.stop();
    await this.#running;
    await Promise.all(this.#healing.values());
  }

  async #tell(): Promise<void> {
    await this.#repeat(beatMs, () => this.#parts.keepCovered.tell());
  }

  async #serve(): Promise<void> {
    const { alarms, duties } = this.#parts;
    await this.#repeat(askMs, async () => {
      await duties.perform('watch', async (held) => {
        this.#isWatching = true;
        await this.#watch(held).finally(() => (this.#isWatching = false));
        alarms.forget();
      });
    });
  }

  /** Until the end, or until another process may watch. */
  async #watch(held: HeldDuty): Promise<void> {
    const { clock, intervalMs, keepCovered, pauses, random, watchdog } = this.#parts;
    let addresses: Promise<void> | undefined;
    let beatAtMs = clock.now();
    let lookAtMs = clock.now() + Math.min(intervalMs, firstLookMs + random() * spreadMs);
    let hasLooked = false;
    // A clock that is put back must not put off what is due.
    const isDue = (atMs: number, everyMs: number) =>
      clock.now() >= atMs || atMs - clock.now() > 2 * everyMs;
    while (!pauses.stopped && !held.isLost) {
      if (isDue(beatAtMs, beatMs)) {
        beatAtMs = clock.now() + beatMs;
        await this.#try(() => keepCovered.beat());
      }
      if (isDue(lookAtMs, intervalMs)) {
        lookAtMs = clock.now() + intervalMs * (0.9 + 0.2 * random());
        addresses ??= this.#try(() => watchdog.addresses()).finally(() => {
          addresses = undefined;
        });
        await this.#look();
        hasLooked = true;
      }
      // Once it was looked, so that what is to be healed is known as a whole.
      if (hasLooked) await this.#try(() => this.#healAll());
      const dueMs = Math.min(
        beatAtMs,
        clock.now() + askMs,
        Math.max(lookAtMs, clock.now() + 1_000),
      );
      if (await this.#pause(dueMs, held)) beatAtMs = clock.now();
    }
    await addresses;
  }

  /**
   * Until then, or until the duty is lost, or until there is an account that was not there before:
   * answers whether there is one.
   */
  async #pause(untilMs: number, held: HeldDuty): Promise<boolean> {
    const { accounts, clock, pauses } = this.#parts;
    const known = new Set(accounts.all().map(({ id }) => id));
    const isKnown = () => accounts.all().every(({ id }) => known.has(id));
    const sliceMs = 1_000;
    for (let leftMs = untilMs - clock.now(); leftMs > 0 && isKnown(); ) {
      await pauses.for(Math.min(leftMs, sliceMs)).catch(() => {});
      if (pauses.stopped || held.isLost) break;
      leftMs = Math.min(leftMs - sliceMs, untilMs - clock.now());
    }
    return !isKnown();
  }

  async #look(): Promise<void> {
    const { keepCovered, watchdog } = this.#parts;
    await this.#try(() => watchdog.execute());
    await this.#try(() => keepCovered.beat());
  }

  async #healAll(): Promise<void> {
    const { healGap, watches } = this.#parts;
    for (const { accountId, gap } of await watches.all()) {
      const isOurs = gap?.state === 'healing' && !this.#healing.has(accountId);
      if (!isOurs || this.#attempts.isEarly(accountId)) continue;
      if (this.#healing.size >= healingMax) return;
      const heal = () => this.#attempts.make(accountId, () => healGap.execute(accountId));
      const healed = this.#try(heal).finally(() => this.#healing.delete(accountId));
      this.#healing.set(accountId, healed);
    }
  }

  async #repeat(everyMs: number, work: () => Promise<void>): Promise<void> {
    const { pauses } = this.#parts;
    while (!pauses.stopped) {
      await this.#try(work);
      await pauses.for(everyMs).catch(() => {});
    }
  }

  /** The same again and again, as of a journal that is gone, is told once a minute. */
  #report(thrown: unknown): void {
    const nowMs = this.#parts.clock.now();
    const text = String(thrown);
    if (Math.abs(nowMs - (this.#reportedMs.get(text) ?? Infinity)) < reportMs) return;
    this.#reportedMs.set(text, nowMs);
    this.#parts.report(thrown);
  }

  /** What goes wrong is tried again with the next round. */
  async #try(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (thrown) {
      const isForeseen = thrown instanceof Stopped || failureOf(thrown).code !== 'internal';
      if (!isForeseen) this.#report(thrown);
    }
  }
}
