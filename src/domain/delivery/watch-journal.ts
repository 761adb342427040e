import type { Clock } from './clock.ts';
import type { Change, Journal } from './journal.ts';
import { type AnnouncedCancellation, News } from './news.ts';

/** So many changes are read, and held, at a time. */
const batchMax = 200;

/** After so many changes that are not wanted, or after so long, the position is told all the same. */
const untoldMax = 1_000;
const untoldMs = 5_000;

/** What is watched. */
export interface Watch {
  /** Goes on after this position; absent: from now on. */
  readonly after?: string;
  readonly wanted: (change: Change) => boolean;
  /** Ends a watch that waits. */
  readonly cancellation: AnnouncedCancellation;
}

/** A change, or only how far the watch has got. */
export interface Watched {
  readonly change?: Change;
  readonly position: string;
}

export interface WatchJournalParts {
  readonly journal: Pick<Journal, 'changes' | 'newest'>;
  readonly clock: Clock;
  /** Calls back whenever the journal may have changed; answers how to stop it. */
  readonly onNews: (listener: () => void) => () => void;
}

/** Watches what happens to messages, as it happens. */
export class WatchJournal {
  readonly #parts: WatchJournalParts;

  constructor(parts: WatchJournalParts) {
    this.#parts = parts;
  }

  /**
   * First where it begins, then every wanted change once, in order; who goes on from any position
   * misses nothing. Reads only when it is asked for more, and ends when it is cancelled. Fails with
   * `rejected` when `after` is no position.
   */
  async *execute({ after, wanted, cancellation }: Watch): AsyncGenerator<Watched> {
    const { journal, clock, onNews } = this.#parts;
    const news = new News(onNews, clock, cancellation);
    try {
      let position = after ?? (await journal.newest());
      let untold = 0;
      let toldAtMs = clock.now();
      const told = (change?: Change): Watched => {
        untold = 0;
        toldAtMs = clock.now();
        return { position, ...(change !== undefined && { change }) };
      };
      await journal.changes(position, 1);
      if (!cancellation.aborted) yield told();
      while (!cancellation.aborted) {
        news.listen();
        const changes = await journal.changes(position, batchMax);
        for (const change of changes) {
          position = change.position;
          untold += 1;
          if (wanted(change)) yield told(change);
          else if (untold >= untoldMax) yield told();
        }
        if (untold > 0 && clock.now() - toldAtMs >= untoldMs) yield told();
        if (changes.length < batchMax) await news.come();
      }
    } finally {
      news.close();
    }
  }
}
