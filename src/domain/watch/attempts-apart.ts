import type { Clock } from '../delivery/clock.ts';
import { failureOf } from '../errors.ts';

/** X allows fifteen of these calls in a quarter of an hour, and wants none in vain. */
const firstPauseMs = 60_000;
const longestPauseMs = 60 * 60_000;

/** Keeps attempts that fail further and further apart. */
export class AttemptsApart {
  readonly #clock: Clock;
  readonly #failed = new Map<string, { vain: number; notBeforeMs: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Whether nothing would be attempted now. */
  isEarly(name: string): boolean {
    return this.#clock.now() < (this.#failed.get(name)?.notBeforeMs ?? 0);
  }

  /** What the attempt answers; undefined when it is too early for another one. Fails as it does. */
  async make<T>(name: string, attempt: () => Promise<T>): Promise<T | undefined> {
    if (this.isEarly(name)) return undefined;
    const { vain = 0 } = this.#failed.get(name) ?? {};
    try {
      const answer = await attempt();
      this.#failed.delete(name);
      return answer;
    } catch (thrown) {
      const pauseMs = Math.min(longestPauseMs, firstPauseMs * 2 ** vain);
      const nowMs = this.#clock.now();
      const notBeforeMs = failureOf(thrown).announcedMs(nowMs) ?? nowMs + pauseMs;
      this.#failed.set(name, { vain: vain + 1, notBeforeMs });
      throw thrown;
    }
  }
}
