/** So many calls in a window that opens with the first of them. */
export interface RateLimit {
  readonly limit: number;
  readonly windowMs: number;
}

const QUARTER_HOUR_MS = 15 * 60_000;
const DAY_MS = 24 * 3_600_000;

function perQuarterHour(limit: number): RateLimit {
  return { limit, windowMs: QUARTER_HOUR_MS };
}

/** X's limits by the name of the route. */
export const RATE_LIMITS = {
  'account/verify_credentials': perQuarterHour(75),
  'users/show': perQuarterHour(900),
  'users/by/username': perQuarterHour(300),
  'users/me': perQuarterHour(75),
  'direct_messages/events/new': { limit: 1000, windowMs: DAY_MS },
  'direct_messages/events/new per app': { limit: 15_000, windowMs: DAY_MS },
  'direct_messages/events/list': perQuarterHour(15),
  'direct_messages/events/show': perQuarterHour(15),
  'direct_messages/indicate_typing': perQuarterHour(1000),
  'direct_messages/mark_read': perQuarterHour(1000),
  'media/upload': perQuarterHour(1875),
  'media/upload/status': perQuarterHour(1000),
  'webhooks/create': perQuarterHour(15),
  'webhooks/list_all': perQuarterHour(15),
  'webhooks/list': perQuarterHour(15),
  'webhooks/validate': perQuarterHour(15),
  'webhooks/delete': perQuarterHour(15),
  'subscriptions/create': perQuarterHour(500),
  'subscriptions/get': perQuarterHour(500),
  'subscriptions/delete': perQuarterHour(500),
  'subscriptions/list': perQuarterHour(50),
  'subscriptions/count': perQuarterHour(15),
} as const satisfies Record<string, RateLimit>;

/** The name of a limited route. */
export type RateLimitName = keyof typeof RATE_LIMITS;

/** The limit of every route. */
export type RateLimitTable = Readonly<Record<RateLimitName, RateLimit>>;

/** What is left of a limit after a call. */
export interface Allowance {
  readonly limit: number;
  readonly remaining: number;
  /** The end of the window in Unix seconds. */
  readonly resetS: number;
  /** True when this call is over the limit. */
  readonly isExceeded: boolean;
}

/** Counts calls for each holder of a limit: a user or an app. */
export class RateLimits {
  readonly #windows = new Map<string, { used: number; readonly endsMs: number }>();

  /** Counts one call unless it is over the limit or free. */
  take(
    name: RateLimitName,
    holder: string,
    { limit, windowMs }: RateLimit,
    nowMs: number,
    isFree: boolean,
  ): Allowance {
    const window = this.#window(`${name} ${holder}`, windowMs, nowMs);
    const isExceeded = !isFree && window.used >= limit;
    if (!isFree && !isExceeded) window.used += 1;
    const remaining = Math.max(0, limit - window.used);
    return { limit, remaining, resetS: Math.ceil(window.endsMs / 1000), isExceeded };
  }

  #window(key: string, windowMs: number, nowMs: number) {
    const open = this.#windows.get(key);
    if (open !== undefined && open.endsMs > nowMs) return open;
    const window = { used: 0, endsMs: nowMs + windowMs };
    this.#windows.set(key, window);
    return window;
  }
}
