import type { Pauses } from './pauses.ts';
import type { Watches } from './watches.ts';

/** A job may be over before it is written down that it has begun. */
const lookAgainMs = 1_000;
const looksMax = 30;

/** Keeps the end of a replay job where the process that waits for it looks. */
export class NoteReplayed {
  readonly #watches: Watches;
  readonly #pauses: Pauses;

  constructor(watches: Watches, pauses: Pauses) {
    this.#watches = watches;
    this.#pauses = pauses;
  }

  /** Resolves when it is kept, or when nobody seems to have asked for it. Never fails. */
  async execute(jobId: string, complete: boolean): Promise<void> {
    for (let look = 0; look < looksMax; look++) {
      if (await this.#noted(jobId, complete).catch(() => false)) return;
      await this.#pauses.for(lookAgainMs).catch(() => {});
      if (this.#pauses.stopped) return;
    }
  }

  async #noted(jobId: string, complete: boolean): Promise<boolean> {
    const watches = await this.#watches.all();
    const waiting = watches.filter(({ replay }) => replay?.id === jobId);
    const state = complete ? 'complete' : 'incomplete';
    for (const { accountId, replay } of waiting) {
      if (replay !== undefined)
        await this.#watches.change(accountId, { replay: { ...replay, state } });
    }
    return waiting.length > 0;
  }
}
