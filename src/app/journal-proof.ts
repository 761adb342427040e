import type { Clock } from '../domain/delivery/clock.ts';

/** What was found is good for so long: the probes of a cluster ask every five seconds. */
const goodMs = 10_000;

/** Whoever measures waits no longer, in milliseconds. */
const patienceMs = 1_000;

/** Whether the journal can be written, tried out; nobody tries while somebody else does. */
export class JournalProof {
  readonly #write: () => Promise<void>;
  readonly #clock: Pick<Clock, 'now' | 'after'>;
  #failed = false;
  #endedAtMs = Number.NEGATIVE_INFINITY;
  #making: Promise<void> | undefined;

  constructor(write: () => Promise<void>, clock: Pick<Clock, 'now' | 'after'>) {
    this.#write = write;
    this.#clock = clock;
  }

  /** Writes; fails with the reason why that is not possible. */
  make(): Promise<void> {
    this.#making ??= this.#make().finally(() => {
      this.#making = undefined;
    });
    return this.#making;
  }

  /** Whether the newest proof failed; one is made where there is none of late. Never fails. */
  async failed(): Promise<boolean> {
    if (this.#clock.now() - this.#endedAtMs < goodMs) return this.#failed;
    let cancel = () => {};
    const patience = new Promise<void>((resolve) => {
      cancel = this.#clock.after(patienceMs, resolve);
    });
    await Promise.race([this.make().catch(() => {}), patience]);
    cancel();
    return this.#failed;
  }

  async #make(): Promise<void> {
    let failed = true;
    try {
      await this.#write();
      failed = false;
    } finally {
      this.#failed = failed;
      this.#endedAtMs = this.#clock.now();
    }
  }
}
