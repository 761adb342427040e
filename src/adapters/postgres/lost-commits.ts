const lookEveryMs = 200;

/**
 * Commits whose answers were lost: they may have leased lanes, perhaps only a while later. They are
 * looked for until their leases must have run out.
 */
export class LostCommits {
  readonly #untilMs = new Map<string, number>();
  #lookedAtMs = Number.NEGATIVE_INFINITY;

  add(ticket: string, leaseMs: number): void {
    this.#untilMs.set(ticket, performance.now() + 2 * leaseMs);
    this.#lookedAtMs = Number.NEGATIVE_INFINITY;
  }

  /** Those that a commit shall look for now; none if that was done a moment ago. */
  toLookFor(): readonly string[] {
    if (this.#untilMs.size === 0) return [];
    const nowMs = performance.now();
    for (const [ticket, untilMs] of this.#untilMs)
      if (untilMs < nowMs) this.#untilMs.delete(ticket);
    if (nowMs - this.#lookedAtMs < lookEveryMs) return [];
    this.#lookedAtMs = nowMs;
    return [...this.#untilMs.keys()];
  }
}
