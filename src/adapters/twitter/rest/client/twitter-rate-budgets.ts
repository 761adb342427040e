import {
  type Account,
  apisOf,
  type Credentials,
  type MessagesApi,
} from '../../../../domain/accounts/account.ts';
import type {
  RateBudget,
  RateBudgets,
  RateWindow,
} from '../../../../domain/accounts/rate-budgets.ts';
import { type AnswerHeaders, type ToldWindow, toldWindows } from './rate-limit.ts';
import type { Authentication, TwitterRequest } from './twitter-client.ts';

/** So many endpoints are remembered of each account or app, and so many of these. */
const budgetsMax = 100;
const holdersMax = 1_000;

/** A window that ends later than this, in milliseconds, is longer than a quarter of an hour. */
const shortMs = 16 * 60_000;

/** X may say the end of one window differently by this much. */
const sameEndMs = 2_000;

/** What X's answers have said about its limits (`x-rate-limit-*` and the headers of a day). */
export class TwitterRateBudgets implements RateBudgets {
  readonly #now: () => number;
  /** By whose the limit is, least lately told about first; then by endpoint and header. */
  readonly #holders = new Map<string, Map<string, RateBudget>>();

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** To be called with every answer of X. Never throws. */
  note({ auth, method, path }: TwitterRequest, headers: AnswerHeaders): void {
    const nowMs = this.#now();
    const endpoint = `${method} ${endpointOf(path)}`;
    for (const told of toldWindows(headers, nowMs)) {
      const holder = holderOf(told, auth);
      if (holder !== undefined) this.#put(holder, `${endpoint} ${told.name}`, endpoint, told);
    }
  }

  of({ credentials }: Account): readonly RateBudget[] {
    const nowMs = this.#now();
    return [accountHolder(credentials), appHolder(credentials.consumerKey)]
      .flatMap((holder) => [...(this.#holders.get(holder)?.values() ?? [])])
      .filter(({ resetMs }) => resetMs > nowMs)
      .sort((a, b) => compare(a.endpoint, b.endpoint) || compare(a.window, b.window));
  }

  /** Of the API that the account sends with; the app's own limit is in its own window. */
  ofSending(account: Account): readonly RateBudget[] {
    const { credentials } = account;
    const endpoint = sendingEndpoints[apisOf(account).messages];
    const found: RateBudget[] = [];
    for (const holder of [accountHolder(credentials), appHolder(credentials.consumerKey)]) {
      for (const budget of this.#holders.get(holder)?.values() ?? []) {
        if (budget.endpoint === endpoint) found.push(budget);
      }
    }
    return found;
  }

  /**
   * Until when X takes no such call, as far as it has said; epoch milliseconds. Of messages this is
   * not known: X does not count some replies.
   */
  spentUntilMs({ auth, method, path, sendsMessage }: TwitterRequest): number | undefined {
    if (sendsMessage) return undefined;
    const endpoint = `${method} ${endpointOf(path)}`;
    const nowMs = this.#now();
    let untilMs: number | undefined;
    for (const holder of holdersOf(auth)) {
      for (const { resetMs, ...budget } of this.#holders.get(holder)?.values() ?? []) {
        const isSpent = budget.endpoint === endpoint && budget.remaining === 0 && resetMs > nowMs;
        if (isSpent) untilMs = Math.max(resetMs, untilMs ?? 0);
      }
    }
    return untilMs;
  }

  #put(holder: string, key: string, endpoint: string, told: ToldWindow): void {
    const budgets = this.#holders.get(holder) ?? new Map<string, RateBudget>();
    this.#holders.delete(holder);
    this.#holders.set(holder, budgets);
    const before = budgets.get(key);
    const window = windowOf(told, before, this.#now());
    // Answers may overtake each other, and within a window nothing comes back.
    const isSame = endsWith(told, before) && before.limit === told.limit;
    const { limit } = told;
    const remaining = isSame ? Math.min(before.remaining, told.remaining) : told.remaining;
    const resetMs = isSame ? Math.max(before.resetMs, told.resetMs) : told.resetMs;
    budgets.delete(key);
    budgets.set(key, { endpoint, window, limit, remaining, resetMs });
    dropOldest(budgets, budgetsMax);
    dropOldest(this.#holders, holdersMax);
  }
}

const sendingEndpoints: Readonly<Record<MessagesApi, string>> = {
  'v1.1': 'POST /1.1/direct_messages/events/new.json',
  v2: 'POST /2/dm_conversations/with/{id}/messages',
};

/** The daily limit of the app is the app's, whoever calls. */
function holderOf({ name }: ToldWindow, auth: Authentication): string | undefined {
  if (auth.kind === 'user' || auth.kind === 'user-token') {
    const { credentials } = auth;
    const ofApp = name === 'x-app-limit-24hour';
    return ofApp ? appHolder(credentials.consumerKey) : accountHolder(credentials);
  }
  const consumerKey = auth.kind === 'app' ? auth.consumerKey : auth.credentials.consumerKey;
  return consumerKey === undefined ? undefined : appHolder(consumerKey);
}

function holdersOf(auth: Authentication): readonly string[] {
  if (auth.kind === 'user' || auth.kind === 'user-token') {
    return [accountHolder(auth.credentials), appHolder(auth.credentials.consumerKey)];
  }
  const consumerKey = auth.kind === 'app' ? auth.consumerKey : auth.credentials.consumerKey;
  return consumerKey === undefined ? [] : [appHolder(consumerKey)];
}

/** Whichever token an account calls with, its limits are the same. */
const accountHolder = ({ accessToken, userToken }: Credentials): string =>
  `account ${accessToken || userToken?.givenRefreshToken}`;
const appHolder = (consumerKey: string): string => `app ${consumerKey}`;

/** X does not say how long a window of `x-rate-limit` is: its end shows it, or showed it before. */
function windowOf(told: ToldWindow, before: RateBudget | undefined, nowMs: number): RateWindow {
  if (told.name === 'x-app-limit-24hour') return '24h-app';
  if (told.name === 'x-user-limit-24hour') return '24h-account';
  if (endsWith(told, before)) return before.window;
  return told.resetMs - nowMs > shortMs ? '24h' : '15m';
}

const endsWith = (told: ToldWindow, before: RateBudget | undefined): before is RateBudget =>
  before !== undefined && Math.abs(before.resetMs - told.resetMs) <= sameEndMs;

const placeholders: readonly (readonly [RegExp, string])[] = [
  [/(\/account_activity\/all\/)(?!subscriptions\/count)[^/]+(?=\/)/, '$1{environment}'],
  [/(\/by\/username\/)[^/]+/, '$1{name}'],
  [/\/\d+(?=\.json$|\/|$)/g, '/{id}'],
];

/** The version in a path such as `/2/users` is no id. */
function endpointOf(path: string): string {
  const version = /^\/[\d.]+(?=\/)/.exec(path)?.[0] ?? '';
  const rest = path.slice(version.length);
  return (
    version + placeholders.reduce((text, [pattern, name]) => text.replace(pattern, name), rest)
  );
}

function dropOldest(entries: Map<string, unknown>, max: number): void {
  const oldest = entries.keys().next();
  if (entries.size > max && oldest.done !== true) entries.delete(oldest.value);
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
