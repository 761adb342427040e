const EPOCH_MS = 1_288_834_974_657;
const SEQUENCE_BITS = 22n;
const SEQUENCE_MAX = 1 << Number(SEQUENCE_BITS);

/** Makes X's 64-bit ids: milliseconds since X's epoch, then a sequence. Strictly increasing. */
export class Snowflakes {
  readonly #now: () => number;
  #lastMs = 0;
  #sequence = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  next(): string {
    const nowMs = Math.max(this.#now(), this.#lastMs);
    if (nowMs > this.#lastMs) this.#sequence = 0;
    else this.#sequence += 1;
    this.#lastMs = this.#sequence < SEQUENCE_MAX ? nowMs : nowMs + 1;
    this.#sequence %= SEQUENCE_MAX;
    return String((BigInt(this.#lastMs - EPOCH_MS) << SEQUENCE_BITS) + BigInt(this.#sequence));
  }
}

/** The time a snowflake was made, in epoch milliseconds. */
export function snowflakeMs(id: string): number {
  return Number(BigInt(id) >> SEQUENCE_BITS) + EPOCH_MS;
}
