import type { Gap, Watch } from '../../domain/watch/watch.ts';
import type { WatchChange, Watches } from '../../domain/watch/watches.ts';

/** Watches in memory, for tests. Two that share one map imitate a restart. */
export class InMemoryWatches implements Watches {
  readonly #watches: Map<string, Watch>;

  constructor(watches: Map<string, Watch> = new Map()) {
    this.#watches = watches;
  }

  async find(accountId: string): Promise<Watch | undefined> {
    return this.#watches.get(accountId);
  }

  async all(): Promise<readonly Watch[]> {
    return [...this.#watches.values()].sort((a, b) => (a.accountId < b.accountId ? -1 : 1));
  }

  async change(accountId: string, change: WatchChange): Promise<void> {
    const changed = { ...this.#watches.get(accountId), ...change, accountId };
    const known = Object.entries(changed).filter(([, fact]) => fact !== undefined);
    this.#watches.set(accountId, Object.fromEntries(known) as unknown as Watch);
  }

  async open(accountId: string, gap: Gap, more: WatchChange = {}): Promise<boolean> {
    if (this.#watches.get(accountId)?.gap?.state === 'healing') return false;
    await this.change(accountId, { ...more, gap });
    return true;
  }

  async forget(accountId: string): Promise<void> {
    this.#watches.delete(accountId);
  }
}
