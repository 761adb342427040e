import type { Clock } from '../delivery/clock.ts';
import { Failure } from '../errors.ts';

/** A clock that jumps is noticed so soon, in milliseconds. */
const sliceMs = 1_000;

/** Waiting that is over at once when everything is to end. */
export class Pauses {
  readonly #clock: Clock;
  readonly #waiting = new Set<() => void>();
  #stopped = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get stopped(): boolean {
    return this.#stopped;
  }

  /**
   * Resolves at a point in time, epoch milliseconds, or when so much time has passed though the
   * clock was put back; fails when everything is to end.
   */
  async until(atMs: number): Promise<void> {
    this.check();
    let leftMs = atMs - this.#clock.now();
    while (leftMs > 0) {
      const waitedMs = Math.min(leftMs, sliceMs);
      await this.#slice(waitedMs);
      this.check();
      leftMs = Math.min(leftMs - waitedMs, atMs - this.#clock.now());
    }
  }

  for(ms: number): Promise<void> {
    return this.until(this.#clock.now() + ms);
  }

  /** Fails when everything is to end. */
  check(): void {
    if (this.#stopped) throw new Stopped();
  }

  stop(): void {
    this.#stopped = true;
    for (const end of this.#waiting) end();
  }

  #slice(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        cancel();
        this.#waiting.delete(end);
        resolve();
      };
      const cancel = this.#clock.after(ms, end);
      this.#waiting.add(end);
    });
  }
}

/** Everything ends; what was begun goes on at the next start. */
export class Stopped extends Failure {
  constructor() {
    super('unavailable', 'the connector stops');
  }
}
