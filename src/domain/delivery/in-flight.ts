import type { Head } from './lane.ts';

/** The heads that are being delivered, and when the lease of each must be renewed. */
export class InFlight {
  readonly #heads = new Map<string, { readonly head: Head; renewAtMs: number }>();
  readonly #renewAfterMs: number;

  /** A lease is renewed when a third of it has passed, so that two renewals may fail. */
  constructor(leaseMs: number) {
    this.#renewAfterMs = leaseMs / 3;
  }

  get size(): number {
    return this.#heads.size;
  }

  has(lane: string): boolean {
    return this.#heads.has(lane);
  }

  add(head: Head): void {
    this.#heads.set(head.lane, { head, renewAtMs: head.leasedAtMs + this.#renewAfterMs });
  }

  remove(lane: string): void {
    this.#heads.delete(lane);
  }

  /** Those whose leases must be renewed now. */
  toRenew(nowMs: number): readonly Head[] {
    const due: Head[] = [];
    for (const { head, renewAtMs } of this.#heads.values()) if (renewAtMs <= nowMs) due.push(head);
    return due;
  }

  renewed(heads: readonly Head[], atMs: number): void {
    for (const { lane } of heads) {
      const entry = this.#heads.get(lane);
      if (entry !== undefined) entry.renewAtMs = atMs + this.#renewAfterMs;
    }
  }

  /** When the next lease must be renewed. */
  get renewAtMs(): number | undefined {
    let first: number | undefined;
    for (const { renewAtMs } of this.#heads.values()) {
      if (first === undefined || renewAtMs < first) first = renewAtMs;
    }
    return first;
  }
}
