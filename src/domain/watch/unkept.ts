import type { Clock } from '../delivery/clock.ts';
import type { AccountEvent } from '../messaging/direct-message.ts';
import { accountOf } from '../messaging/receive-account-events.ts';

/**
 * Accounts of which X told something that could not be kept. X is answered so and tells it again,
 * but not for long, and API v2 promises nothing. In memory only: whoever ends leaves a gap anyway.
 */
export class Unkept {
  readonly #clock: Clock;
  readonly #sinceMs = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Keeps events, and remembers whose they are if that fails. Fails as it does. */
  async keep(
    events: readonly AccountEvent[],
    keep: (events: readonly AccountEvent[]) => Promise<void>,
  ): Promise<void> {
    const atMs = this.#clock.now();
    try {
      await keep(events);
    } catch (thrown) {
      for (const event of events) {
        if (event.kind === 'unknown' || event.kind === 'replayed') continue;
        this.note(accountOf(event), atMs);
      }
      throw thrown;
    }
  }

  /** Something of an account was not kept since then, in epoch milliseconds. */
  note(accountId: string, sinceMs: number): void {
    this.#sinceMs.set(accountId, Math.min(sinceMs, this.#sinceMs.get(accountId) ?? sinceMs));
  }

  /** Since when, for each account. Nothing of it is remembered here any more. */
  take(): ReadonlyMap<string, number> {
    const taken = new Map(this.#sinceMs);
    this.#sinceMs.clear();
    return taken;
  }
}
