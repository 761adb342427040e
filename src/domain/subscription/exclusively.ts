import { type Cancellation, stopIfAborted } from '../cancellation.ts';
import type { Clock } from '../delivery/clock.ts';
import type { Duties } from '../delivery/duties.ts';
import { Failure } from '../errors.ts';

/** How often another process that is at it is asked again, and for how long, in milliseconds. */
const againAfterMs = 250;
const patienceMs = 30_000;

/** What keeps processes that share the journal apart. */
export interface Elsewhere {
  readonly duties: Duties;
  readonly clock: Clock;
}

/**
 * Lets at most one piece of work go on for each name: the next one begins when the one before is
 * over, whatever became of it.
 */
export class Exclusively {
  readonly #elsewhere: Elsewhere | undefined;
  readonly #last = new Map<string, Promise<void>>();

  /** Without `elsewhere`, this process alone is looked at. */
  constructor(elsewhere?: Elsewhere) {
    this.#elsewhere = elsewhere;
  }

  /** Fails as the work does, and with `unavailable` when others do not come to an end. */
  async perform<T>(name: string, cancellation: Cancellation, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(name) ?? Promise.resolve();
    const turn = before.then(() => this.#everywhere(name, cancellation, work));
    const over = turn.then(nothing, nothing);
    this.#last.set(name, over);
    try {
      return await turn;
    } finally {
      if (this.#last.get(name) === over) this.#last.delete(name);
    }
  }

  async #everywhere<T>(
    name: string,
    cancellation: Cancellation,
    work: () => Promise<T>,
  ): Promise<T> {
    if (this.#elsewhere === undefined) return work();
    const { clock, duties } = this.#elsewhere;
    const done: { outcome?: Promise<T> } = {};
    const duty = () => (done.outcome = work()).then(nothing, nothing);
    const untilMs = clock.now() + patienceMs;
    for (;;) {
      stopIfAborted(cancellation);
      await duties.perform(name, duty).catch(nothing);
      if (done.outcome !== undefined) return done.outcome;
      if (clock.now() >= untilMs) {
        throw new Failure(
          'unavailable',
          'another process is at the same work, or the journal failed',
        );
      }
      await new Promise<void>((resolve) => void clock.after(againAfterMs, resolve));
    }
  }
}

const nothing = (): void => {};
