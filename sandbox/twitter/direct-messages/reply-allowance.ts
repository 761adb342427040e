/** How many sends a received message frees, and for how long. */
export interface ReplyAllowanceSetting {
  readonly sends: number;
  readonly windowMs: number;
}

interface Window {
  left: number;
  readonly untilMs: number;
}

/** Each message received from somebody frees some sends to them from the rate limit. */
export class ReplyAllowance {
  readonly #windows = new Map<string, Window>();

  /** The person wrote to the account: the window and its count start anew. */
  open(account: string, person: string, setting: ReplyAllowanceSetting, nowMs: number): void {
    this.#windows.set(`${account} ${person}`, {
      left: setting.sends,
      untilMs: nowMs + setting.windowMs,
    });
  }

  /** Uses up one free send; false when there is none. */
  take(account: string, person: string, nowMs: number): boolean {
    const window = this.#windows.get(`${account} ${person}`);
    if (window === undefined || window.left === 0 || window.untilMs <= nowMs) return false;
    window.left -= 1;
    return true;
  }
}
