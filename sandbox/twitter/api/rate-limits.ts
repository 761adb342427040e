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

function perDay(limit: number): RateLimit {
  return { limit, windowMs: DAY_MS };
}

/** X's limits by the name of the route; `per day` and `per app` stand beside the usual one. */
export const RATE_LIMITS = {
  'account/verify_credentials': perQuarterHour(75),
  'users/show': perQuarterHour(900),
  'users/by/username': perQuarterHour(300),
  'users/me': perQuarterHour(75),
  'users/by/id': perQuarterHour(300),
  'users/by/ids': perQuarterHour(300),
  'direct_messages/events/new': perDay(1000),
  'direct_messages/events/new per app': perDay(15_000),
  'direct_messages/events/list': perQuarterHour(15),
  'direct_messages/events/show': perQuarterHour(15),
  'direct_messages/indicate_typing': perQuarterHour(1000),
  'direct_messages/mark_read': perQuarterHour(1000),
  'dm_conversations/messages': perQuarterHour(15),
  'dm_conversations/messages per day': perDay(1440),
  'dm_conversations/messages per app': perDay(1440),
  'dm_events/list': perQuarterHour(15),
  'dm_events/show': perQuarterHour(15),
  'dm_events/of conversation': perQuarterHour(15),
  'dm_events/with': perQuarterHour(15),
  'dm_events/delete': perQuarterHour(300),
  'dm_events/delete per day': perDay(1500),
  'dm_events/delete per app': perDay(4000),
  'dm_conversations/media': perQuarterHour(300),
  'media/upload': perQuarterHour(1875),
  'media/upload/status': perQuarterHour(1000),
  'media/v2/upload': perQuarterHour(500),
  'media/v2/upload per app': perDay(50_000),
  'media/v2/segments': perQuarterHour(1875),
  'media/v2/segments per app': perDay(180_000),
  'media/v2/status': perQuarterHour(1000),
  'media/v2/status per app': perDay(100_000),
  'webhooks/create': perQuarterHour(15),
  'webhooks/list_all': perQuarterHour(15),
  'webhooks/list': perQuarterHour(15),
  'webhooks/validate': perQuarterHour(15),
  'webhooks/delete': perQuarterHour(15),
  'webhooks/replay': perQuarterHour(5),
  'subscriptions/create': perQuarterHour(500),
  'subscriptions/get': perQuarterHour(500),
  'subscriptions/delete': perQuarterHour(500),
  'subscriptions/list': perQuarterHour(50),
  'subscriptions/count': perQuarterHour(15),
  'webhooks/v2': perQuarterHour(450),
  'webhooks/v2/replay': perQuarterHour(100),
  'account_activity/v2': perQuarterHour(500),
  'activity/subscriptions': perQuarterHour(500),
} as const satisfies Record<string, RateLimit>;

/** The name of a limited route. */
export type RateLimitName = keyof typeof RATE_LIMITS;

/** The limit of every route. */
export type RateLimitTable = Readonly<Record<RateLimitName, RateLimit>>;

interface DailyLimits {
  readonly ofUser?: RateLimitName;
  readonly ofApp?: RateLimitName;
}

/** The limits of 24 hours that come with another one, and have headers of their own. */
export const DAILY_LIMITS: Readonly<Partial<Record<RateLimitName, DailyLimits>>> = {
  'direct_messages/events/new': { ofApp: 'direct_messages/events/new per app' },
  'dm_conversations/messages': {
    ofUser: 'dm_conversations/messages per day',
    ofApp: 'dm_conversations/messages per app',
  },
  'dm_events/delete': { ofUser: 'dm_events/delete per day', ofApp: 'dm_events/delete per app' },
  'media/v2/upload': { ofApp: 'media/v2/upload per app' },
  'media/v2/segments': { ofApp: 'media/v2/segments per app' },
  'media/v2/status': { ofApp: 'media/v2/status per app' },
};

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
