import type { Change, Journal, JournalFilter } from '../../domain/delivery/journal.ts';
import { entryOf, fits } from '../../domain/delivery/journal-entry.ts';
import type { Arrival, LaneMessage, LedgerEntry } from '../../domain/delivery/lane.ts';
import { pageOf, placeOf } from './in-memory-pages.ts';
import { InMemoryLane, type InMemoryMessage } from './in-memory-lane.ts';

/** What the disk would hold. Two stores opened on the same one imitate a restart. */
export class InMemoryJournal implements Journal {
  readonly lanes = new Map<string, InMemoryLane>();
  readonly seen = new Set<string>();
  /** In the order in which they were accepted. */
  readonly messages = new Map<string, InMemoryMessage>();
  /** The newest last. */
  readonly dead: InMemoryMessage[] = [];
  readonly ledger = new Map<string, LedgerEntry>();
  readonly #changes: Change[] = [];

  async find(id: string) {
    const message = this.messages.get(id);
    if (message === undefined) return;
    const { lane, changes } = message;
    const first = lane.waiting[0] === message && { tries: lane.tries, dueAtMs: lane.dueMs };
    return { ...entryOf(lane.target, changes), changes: [...changes], ...first };
  }

  async list(filter: JournalFilter, size: number, after?: string) {
    const all = [...this.messages.values()].map(({ lane, changes }) => ({
      place: placeOf(changes[0]?.position),
      entry: entryOf(lane.target, changes),
    }));
    return pageOf(
      all.filter(({ entry }) => fits(filter, entry)),
      size,
      after,
    );
  }

  async changes(after: string, limit: number) {
    const from = after === '' ? 0 : placeOf(after);
    return this.#changes.slice(from, from + limit);
  }

  async newest() {
    return this.#changes.at(-1)?.position ?? '';
  }

  async statistics() {
    const targets = [...new Set(this.busy().map(({ target }) => target))];
    return targets.map((target) => {
      const lanes = this.busy().filter((lane) => lane.target === target);
      return {
        target,
        waiting: lanes.reduce((sum, lane) => sum + lane.waiting.length, 0),
        fresh: lanes.filter(({ leased, tries }) => !leased && tries === 0).length,
        retrying: lanes.filter(({ leased, tries }) => !leased && tries > 0).length,
        leased: lanes.filter(({ leased }) => leased).length,
        oldestAcceptedAtMs: Math.min(...lanes.map(({ waiting }) => waiting[0]!.acceptedAtMs)),
      };
    });
  }

  /** Writes down what happened to a message. */
  note({ id, lane, changes }: InMemoryMessage, change: Happened): void {
    const position = String(this.#changes.length + 1);
    const noted = { position, id, lane: lane.key, ...change };
    changes.push(noted);
    this.#changes.push(noted);
  }

  /** The leases of an earlier process end; what it had in flight is in doubt. */
  endLeases(): void {
    for (const lane of this.lanes.values()) {
      if (!lane.leased) continue;
      lane.leased = false;
      lane.doubtSinceMs ||= lane.leasedAtMs;
      lane.dueMs = 0;
    }
  }

  /** An echo that was matched stays matched. */
  keep(entry: LedgerEntry): void {
    const key = `${entry.accountId}/${entry.eventId}`;
    if (this.ledger.get(key)?.cimId === undefined) this.ledger.set(key, entry);
  }

  /** What the ledger has of messages to a customer. */
  sentTo(accountId: string, customerId: string): readonly LedgerEntry[] {
    return [...this.ledger.values()].filter(
      (entry) => entry.accountId === accountId && entry.customerId === customerId,
    );
  }

  /** Appends to the lane, which is made when it is not there. */
  append(message: LaneMessage, { id, atMs }: Arrival): InMemoryLane {
    let lane = this.lanes.get(message.lane);
    if (lane === undefined) {
      lane = new InMemoryLane(this.lanes.size + 1, message);
      this.lanes.set(message.lane, lane);
    }
    if (lane.waiting.length === 0) lane.target = message.target;
    const untouched = { progress: '', doubtSinceMs: 0 };
    const { body, trace } = message;
    const kept = { body, ...(trace !== undefined && { trace }), ...untouched };
    const appended = { id, lane, acceptedAtMs: atMs, changes: [], ...kept };
    this.messages.set(id, appended);
    this.note(appended, { kind: 'accepted', atMs });
    lane.append(appended);
    return lane;
  }

  /** The lanes of a target that may be claimed, the one due longest first. */
  due(target: string, nowMs: number): readonly InMemoryLane[] {
    return this.busy()
      .filter((lane) => lane.target === target && lane.dueMs <= nowMs)
      .sort((a, b) => a.dueMs - b.dueMs);
  }

  /** The lanes with waiting messages. */
  busy(): readonly InMemoryLane[] {
    return [...this.lanes.values()].filter((lane) => lane.waiting.length > 0);
  }
}

type Happened = Omit<Change, 'position' | 'id' | 'lane'>;
