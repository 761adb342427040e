/** When X told something about each account last. In memory only. */
export class LastEvents {
  readonly #atMs = new Map<string, number>();

  note(accountId: string, atMs: number): void {
    this.#atMs.set(accountId, Math.max(atMs, this.#atMs.get(accountId) ?? 0));
  }

  /** Epoch milliseconds; undefined: nothing since the start. */
  of(accountId: string): number | undefined {
    return this.#atMs.get(accountId);
  }

  forget(accountId: string): void {
    this.#atMs.delete(accountId);
  }
}
