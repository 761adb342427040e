import type { DeadLetters } from './dead-letters.ts';
import type { Appetite, Commit, Committed, DeliveryStore } from './delivery-store.ts';
import type { Change, Journal, Page } from './journal.ts';
import type { Advanced, Arrival, Buried, Done, Head, Retry, Settlement } from './lane.ts';
import type { Ledger } from './ledger.ts';

/** One opening of the store under test. */
export interface OpenStore {
  readonly store: DeliveryStore;
  readonly ledger: Ledger;
  readonly journal: Journal;
  readonly deadLetters: DeadLetters;
  /** Several processes share the store: the leases of one that crashed last until they run out. */
  readonly shared?: boolean;
  /** Makes every commit that buries a message fail, or not any more. */
  failBurials(on: boolean): void | Promise<void>;
  /** As after a crash of the process: nothing was shut down. */
  reopen(): Promise<OpenStore>;
  close(): Promise<void>;
}

export const leaseMs = 30_000;

/** One worker, its clock and its store. */
export class StoreUnderTest {
  opened: OpenStore;
  nowMs = Date.UTC(2026, 0, 1);

  constructor(opened: OpenStore) {
    this.opened = opened;
  }

  commit(part: Partial<Commit>): Promise<Committed> {
    const { nowMs } = this;
    return this.opened.store.commit({ nowMs, leaseMs, accept: [], settle: [], claim: [], ...part });
  }

  /** Takes arrivals in and leases nothing. */
  async accept(...accept: readonly Arrival[]): Promise<Committed['accepted']> {
    return (await this.commit({ accept })).accepted;
  }

  async claim(...claim: readonly Appetite[]): Promise<readonly Head[]> {
    return (await this.commit({ claim })).heads;
  }

  async settle(...settle: readonly Settlement[]): Promise<readonly Head[]> {
    return (await this.commit({ settle })).heads;
  }

  /** The only head there is to claim. */
  async one(target = 'ccm'): Promise<Head> {
    return only(await this.claim(plenty(target)));
  }

  /** Every change after a position, read a few at a time. */
  async changes(after = ''): Promise<readonly Change[]> {
    const all: Change[] = [];
    for (let reads = 0; reads < 100; reads++) {
      const read = await this.opened.journal.changes(all.at(-1)?.position ?? after, 7);
      if (read.length === 0) return all;
      all.push(...read);
    }
    throw new Error('changes without an end');
  }

  /** A crash, and the time after which even the leases of a shared store have run out. */
  async crash(): Promise<void> {
    this.opened = await this.opened.reopen();
    if (this.opened.shared) this.nowMs += leaseMs;
  }
}

/** The single element; fails when there is none or more than one. */
export function only<T>(values: readonly T[]): T {
  const [value] = values;
  if (value === undefined || values.length > 1) throw new Error(`${values.length}, not one`);
  return value;
}

/** Everything that is on the pages of a list, each of them within its size. */
export async function allPages<T>(
  size: number,
  page: (after?: string) => Promise<Page<T>>,
): Promise<readonly T[]> {
  const all: T[] = [];
  let after: string | undefined;
  for (let pages = 0; pages < 100; pages++) {
    const { entries, next } = await page(after);
    if (entries.length > size) throw new Error(`${entries.length} on a page of ${size}`);
    all.push(...entries);
    if (next === undefined) return all;
    after = next;
  }
  throw new Error('a list without an end');
}

export const appetite = (target: string, fresh: number, retrying: number): Appetite => ({
  target,
  fresh,
  retrying,
});

export const plenty = (target = 'ccm'): Appetite => appetite(target, 100, 100);

/** A message with this text; its id is derived from both, unless another one is given. */
export function arrival(
  lane: string,
  body: string,
  target = 'ccm',
  id = `${lane} ${body}`,
): Arrival {
  return { id, atMs: 1_000, message: { lane, target, body } };
}

export const done = (head: Head, ...follow: readonly Arrival[]): Done => ({
  kind: 'done',
  head,
  follow,
});

export const buried = (head: Head, ...follow: readonly Arrival[]): Buried => ({
  kind: 'buried',
  head,
  atMs: 2_000,
  failure: 'rejected',
  detail: 'code 349',
  follow,
});

export const advanced = (head: Head, progress: string): Advanced => ({
  kind: 'advanced',
  head,
  progress,
});

export const retry = (head: Head, dueAtMs: number, kept: Partial<Retry> = {}): Retry => ({
  kind: 'retry',
  head,
  dueAtMs,
  tries: head.tries + 1,
  burned: head.burned,
  failedSinceMs: head.failedSinceMs,
  doubtSinceMs: head.doubtSinceMs,
  ...kept,
});

export const bodies = (heads: readonly Head[]): readonly string[] =>
  heads.map(({ body }) => body).sort();
