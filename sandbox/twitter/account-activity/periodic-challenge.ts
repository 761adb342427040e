import type { Cancel, Clock } from '../clock.ts';

/** Repeats a check at an interval that may be changed; 0 means never. */
export class PeriodicChallenge {
  readonly #clock: Clock;
  readonly #check: () => Promise<void>;
  #cancel: Cancel | undefined;

  constructor(clock: Clock, check: () => Promise<void>) {
    this.#clock = clock;
    this.#check = check;
  }

  every(intervalMs: number): void {
    this.stop();
    if (intervalMs === 0) return;
    this.#cancel = this.#clock.later(intervalMs, () => {
      this.every(intervalMs);
      return this.#check();
    });
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }
}
