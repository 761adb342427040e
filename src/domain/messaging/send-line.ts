/** How exactly the length is known, in milliseconds. */
const countedEveryMs = 1_000;

/** Who has been away so long loses the place for good. */
const forgottenAfterMs = 24 * 3_600_000;

/**
 * Who waits, first come first, one place each. A place counts for as long as it is held; who comes
 * back later than that, but within a day, has it again.
 */
export class SendLine {
  /** Until when each place is held. */
  #places = new Map<string, number>();
  #held = 0;
  #countedAtMs = Number.NEGATIVE_INFINITY;

  /** How many stand before this one; before one who is not in line, all. */
  ahead(who: string, nowMs: number): number {
    if (!this.#places.has(who)) return this.length(nowMs);
    let count = 0;
    for (const [other, heldUntilMs] of this.#places) {
      if (other === who) break;
      if (heldUntilMs >= nowMs) count++;
    }
    return count;
  }

  /** How many places are held; never too few, and too many for a second at most. */
  length(nowMs: number): number {
    if (Math.abs(nowMs - this.#countedAtMs) >= countedEveryMs) this.#count(nowMs);
    return this.#held;
  }

  /** Takes a place at the end, or keeps the one there is, until then. */
  hold(who: string, untilMs: number): void {
    if (!this.#isCounted(who)) this.#held++;
    this.#places.set(who, untilMs);
  }

  /** Takes the first place, until then. */
  holdFirst(who: string, untilMs: number): void {
    this.leave(who);
    this.#held++;
    this.#places = new Map([[who, untilMs], ...this.#places]);
  }

  leave(who: string): void {
    if (this.#isCounted(who)) this.#held--;
    this.#places.delete(who);
  }

  #isCounted(who: string): boolean {
    const heldUntilMs = this.#places.get(who);
    return heldUntilMs !== undefined && heldUntilMs >= this.#countedAtMs;
  }

  #count(nowMs: number): void {
    this.#held = 0;
    this.#countedAtMs = nowMs;
    for (const [who, heldUntilMs] of this.#places) {
      if (heldUntilMs >= nowMs) this.#held++;
      else if (heldUntilMs + forgottenAfterMs < nowMs) this.#places.delete(who);
    }
  }
}
