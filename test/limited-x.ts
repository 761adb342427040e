import { TwitterRateBudgets } from '../src/adapters/twitter/rest/client/twitter-rate-budgets.ts';
import type { Clock } from '../src/domain/delivery/clock.ts';
import { Failure } from '../src/domain/errors.ts';
import type { SentMessage } from '../src/domain/messaging/direct-message.ts';
import type { DirectMessages, OutgoingMessage } from '../src/domain/messaging/direct-messages.ts';

/** One of X's windows: it begins with the first call after the last one ended. */
interface Window {
  readonly header: string;
  readonly limit: number;
  readonly lengthMs: number;
  resetMs: number;
  used: number;
}

/** How an X is limited. */
export interface Limits {
  readonly perQuarter: number;
  readonly perDay: number;
  /** What it says of them: `rightly`, where nothing else is said. */
  readonly told?: 'rightly' | 'wrongly' | 'nothing';
}

/** An X that takes direct messages within its limits, which it tells in its headers, and no others. */
export class LimitedX implements DirectMessages {
  /** What reached it, in order, and when. */
  readonly reached: {
    readonly text: string;
    readonly customerId: string;
    readonly atMs: number;
  }[] = [];
  /** When it refused, each time. */
  readonly refusedAtMs: number[] = [];
  readonly #clock: Clock;
  readonly #told: 'rightly' | 'wrongly' | 'nothing';
  readonly #windows: readonly Window[];
  readonly #budgets = new Map<string, TwitterRateBudgets>();

  constructor(clock: Clock, { perDay, perQuarter, told = 'rightly' }: Limits) {
    this.#clock = clock;
    this.#told = told;
    const window = (header: string, limit: number, lengthMs: number): Window => ({
      header,
      limit,
      lengthMs,
      resetMs: 0,
      used: 0,
    });
    this.#windows = [
      window('x-rate-limit', perQuarter, 15 * 60_000),
      window('x-user-limit-24hour', perDay, 24 * 3_600_000),
    ];
  }

  /** What a process knows of the limits. */
  budgetsOf(process: string): TwitterRateBudgets {
    let budgets = this.#budgets.get(process);
    if (budgets === undefined) {
      budgets = new TwitterRateBudgets(() => this.#clock.now());
      this.#budgets.set(process, budgets);
    }
    return budgets;
  }

  /** The X that one process talks to. */
  from(process: string): DirectMessages {
    return {
      send: (message) => this.send(message, process),
      sentSince: async () => [],
      indicateTyping: async () => {},
      markRead: async () => {},
    };
  }

  async send(message: OutgoingMessage, process = ''): Promise<SentMessage> {
    await this.#passes(40);
    const nowMs = this.#clock.now();
    for (const window of this.#windows) {
      if (window.resetMs > nowMs) continue;
      window.resetMs = Math.ceil((nowMs + window.lengthMs) / 1_000) * 1_000;
      window.used = 0;
    }
    const full = this.#windows.filter(({ limit, used }) => used >= limit);
    if (full.length === 0) for (const window of this.#windows) window.used++;
    const headers = this.#headers();
    const { account, customerId, text } = message;
    if (full.length === 0) this.reached.push({ text, customerId, atMs: nowMs });
    else this.refusedAtMs.push(nowMs);
    await this.#passes(40);
    const auth = { kind: 'user', credentials: account.credentials } as const;
    const path = `/2/dm_conversations/with/${customerId}/messages`;
    this.budgetsOf(process).note({ method: 'POST', path, auth, sendsMessage: true }, headers);
    if (full.length > 0) {
      const resetMs =
        this.#told !== 'nothing' ? Math.max(...full.map((window) => window.resetMs)) : undefined;
      throw new Failure('throttled', 'X answered 429', resetMs);
    }
    const eventId = String(1_800_000_000_000_000_000n + BigInt(this.reached.length));
    return { eventId, accountId: account.id, customerId, text, media: false, sentAtMs: nowMs };
  }

  async sentSince(): Promise<readonly SentMessage[]> {
    return [];
  }

  async indicateTyping(): Promise<void> {}

  async markRead(): Promise<void> {}

  #headers(): Record<string, string> {
    if (this.#told === 'nothing') return {};
    const used = (window: Window) => (this.#told === 'wrongly' ? 0 : window.used);
    return Object.fromEntries(
      this.#windows.flatMap((window) => [
        [`${window.header}-limit`, String(window.limit)],
        [`${window.header}-remaining`, String(window.limit - used(window))],
        [`${window.header}-reset`, String(window.resetMs / 1_000)],
      ]),
    );
  }

  #passes(ms: number): Promise<void> {
    return new Promise((resolve) => void this.#clock.after(ms, resolve));
  }
}
