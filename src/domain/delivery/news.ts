import type { Cancellation } from '../cancellation.ts';
import type { Clock } from './clock.ts';

/** Says as well when it happens that nobody waits any more; an `AbortSignal` is one. */
export interface AnnouncedCancellation extends Cancellation {
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** Other processes write to the journal as well, and may do so unheard: it is looked at this often. */
const lookEveryMs = 1_000;

/** Waits for news of the journal, without missing any between a look at it and the waiting. */
export class News {
  readonly #clock: Clock;
  readonly #cancellation: AnnouncedCancellation;
  readonly #unsubscribe: () => void;
  readonly #arrive = () => {
    this.#heard = true;
    this.#wake();
  };
  #heard = false;
  #wake = () => {};

  /** Hears news from now on, until it is closed. */
  constructor(
    onNews: (listener: () => void) => () => void,
    clock: Clock,
    cancellation: AnnouncedCancellation,
  ) {
    this.#clock = clock;
    this.#cancellation = cancellation;
    this.#unsubscribe = onNews(this.#arrive);
    cancellation.addEventListener('abort', this.#arrive);
  }

  /** What was heard so far is old; to be called before a look at the journal. */
  listen(): void {
    this.#heard = false;
  }

  /** Resolves when something has been heard since `listen`, when it is cancelled, or after a second. */
  async come(): Promise<void> {
    if (this.#heard || this.#cancellation.aborted) return;
    let cancelTimer = () => {};
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      cancelTimer = this.#clock.after(lookEveryMs, resolve);
    });
    cancelTimer();
  }

  close(): void {
    this.#unsubscribe();
    this.#cancellation.removeEventListener('abort', this.#arrive);
  }
}
