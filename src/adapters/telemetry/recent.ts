import type { Clock } from '../../domain/delivery/clock.ts';

/** What is known is good for so long at least, in milliseconds. */
const freshMs = 3_000;

/** And for so many times as long as it took to find out: at most a fiftieth of the time goes into it. */
const timesTaken = 50;

/** Nobody waits longer for it, in milliseconds. */
const patienceMs = 1_000;

/**
 * The newest value of something that is costly to find out. It is asked for at most once in a
 * while, and nobody waits long for it: what takes longer is answered from before.
 */
export class Recent<T> {
  readonly #find: () => Promise<T>;
  readonly #clock: Pick<Clock, 'now' | 'after'>;
  #known: T | undefined;
  #goodUntilMs = Number.NEGATIVE_INFINITY;
  #finding: Promise<void> | undefined;

  constructor(find: () => Promise<T>, clock: Pick<Clock, 'now' | 'after'>) {
    this.#find = find;
    this.#clock = clock;
  }

  /** Undefined: it is not known, or could not be found out. Never fails. */
  async value(): Promise<T | undefined> {
    if (this.#clock.now() < this.#goodUntilMs) return this.#known;
    this.#finding ??= this.#refresh();
    let cancel = () => {};
    const patience = new Promise<void>((resolve) => {
      cancel = this.#clock.after(patienceMs, resolve);
    });
    await Promise.race([this.#finding, patience]);
    cancel();
    return this.#known;
  }

  async #refresh(): Promise<void> {
    const beganMs = this.#clock.now();
    try {
      this.#known = await this.#find();
      const nowMs = this.#clock.now();
      this.#goodUntilMs = nowMs + Math.max(freshMs, timesTaken * (nowMs - beganMs));
    } catch {
      this.#known = undefined;
    } finally {
      this.#finding = undefined;
    }
  }
}
