const SLACK = 1.1;

/** Keeps the newest entries, and numbers them from 1 on. */
export class BoundedLog<T extends object> {
  readonly #entriesMax: number;
  readonly #entries: T[] = [];
  #dropped = 0;

  constructor(entriesMax: number) {
    this.#entriesMax = entriesMax;
  }

  add(entry: T): void {
    this.#entries.push(entry);
    if (this.#entries.length <= this.#entriesMax * SLACK) return;
    const excess = this.#entries.length - this.#entriesMax;
    this.#entries.splice(0, excess);
    this.#dropped += excess;
  }

  /** The kept entries without their numbers, oldest first. */
  entries(): T[] {
    return this.#entries.slice(-this.#entriesMax);
  }

  /** The kept entries with a number above `after`, oldest first. */
  after(after = 0): (T & { readonly n: number })[] {
    const from = Math.max(0, after - this.#dropped, this.#entries.length - this.#entriesMax);
    return this.#entries
      .slice(from)
      .map((entry, index) => ({ n: this.#dropped + from + index + 1, ...entry }));
  }

  /** How many entries there have been. */
  get count(): number {
    return this.#dropped + this.#entries.length;
  }
}
