/** X API v1.1: so many replies to each message of a customer are not counted, for so long. */
const repliesMax = 5;
const openForMs = 24 * 3_600_000;

/** Of so many conversations at most. */
const rememberedMax = 10_000;

interface Open {
  readonly untilMs: number;
  left: number;
}

/**
 * Replies that X does not count against an account's limit (X API v1.1, direct messages). In memory
 * only: a reply of which nothing is known is counted.
 */
export class FreeReplies {
  readonly #open = new Map<string, Open>();

  /** The customer wrote then, in epoch milliseconds. */
  wrote(accountId: string, customerId: string, atMs: number): void {
    const key = `${accountId}/${customerId}`;
    const untilMs = atMs + openForMs;
    if (untilMs <= (this.#open.get(key)?.untilMs ?? 0)) return;
    this.#open.delete(key);
    this.#open.set(key, { untilMs, left: repliesMax });
    const oldest = this.#open.keys().next();
    if (this.#open.size > rememberedMax && oldest.done !== true) this.#open.delete(oldest.value);
  }

  /** Takes one, if there is one. */
  take(accountId: string, customerId: string, nowMs: number): boolean {
    const open = this.#open.get(`${accountId}/${customerId}`);
    if (open === undefined || open.untilMs <= nowMs || open.left === 0) return false;
    open.left--;
    return true;
  }

  /** X counted one after all. */
  refused(accountId: string, customerId: string): void {
    this.#open.delete(`${accountId}/${customerId}`);
  }
}
