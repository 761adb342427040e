import type { DeadLetterFilter, DeadLetters } from '../../domain/delivery/dead-letters.ts';
import type { Change } from '../../domain/delivery/journal.ts';
import { isLaneOf } from '../../domain/delivery/journal-entry.ts';
import type { InMemoryJournal } from './in-memory-journal.ts';
import type { InMemoryMessage } from './in-memory-lane.ts';
import { pageOf, placeOf } from './in-memory-pages.ts';

/** The dead letters of a journal in memory. */
export class InMemoryDeadLetters implements DeadLetters {
  readonly #journal: InMemoryJournal;

  constructor(journal: InMemoryJournal) {
    this.#journal = journal;
  }

  async list({ accountId, sinceMs = 0 }: DeadLetterFilter, size: number, after?: string) {
    const letters = this.#journal.dead.map((message) => {
      const { atMs: buriedAtMs, position, ...burial } = burialOf(message);
      const { id, acceptedAtMs, lane } = message;
      const { failure = 'internal', detail = '' } = burial;
      const entry = { id, lane: lane.key, failure, detail, acceptedAtMs, buriedAtMs };
      return { place: placeOf(position), entry };
    });
    const fitting = letters.filter(
      ({ entry }) => isLaneOf(entry.lane, accountId) && entry.buriedAtMs >= sinceMs,
    );
    return pageOf(fitting, size, after);
  }

  async redrive(ids: readonly string[], nowMs: number): Promise<readonly string[]> {
    const redriven = this.#take(ids);
    for (const message of redriven) {
      const { lane } = message;
      this.#journal.note(message, { kind: 'redriven', atMs: nowMs });
      if (lane.waiting.length === 0) lane.dueMs = nowMs;
      lane.append(message);
    }
    return redriven.map(({ id }) => id);
  }

  async discard(ids: readonly string[], nowMs: number): Promise<readonly string[]> {
    const discarded = this.#take(ids);
    for (const message of discarded) {
      this.#journal.note(message, { kind: 'discarded', atMs: nowMs });
      message.body = '';
    }
    return discarded.map(({ id }) => id);
  }

  /** Those that were dead, the first accepted first. */
  #take(ids: readonly string[]): readonly InMemoryMessage[] {
    const { dead, messages } = this.#journal;
    const taken = [...messages.values()].filter(
      (message) => ids.includes(message.id) && dead.includes(message),
    );
    for (const message of taken) dead.splice(dead.indexOf(message), 1);
    return taken;
  }
}

function burialOf({ changes }: InMemoryMessage): Change {
  const burial = changes.findLast(({ kind }) => kind === 'buried');
  if (burial === undefined) throw new Error('a dead letter was buried');
  return burial;
}
