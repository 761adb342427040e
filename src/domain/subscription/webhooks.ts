import { type Account, apisOf, type Credentials, type EventsApi } from '../accounts/account.ts';

/** A webhook as X has registered it. */
export interface Webhook {
  readonly id: string;
  readonly url: string;
  /** X delivers events to valid webhooks only. */
  readonly valid: boolean;
  /** As X writes it. */
  readonly createdAt: string;
}

/** Whose credentials act, through which of X's APIs, and in which environment of the app. */
export interface Environment {
  /** Of no meaning beyond v1.1, which alone has environments. */
  readonly name: string;
  readonly credentials: Credentials;
  /** Absent: v1.1. */
  readonly events?: EventsApi;
  /** Whose credentials they are; absent where nobody asked X yet. */
  readonly accountId?: string;
  /**
   * Where the account's events go, which beyond v1.1 a subscription must say; absent: to the
   * webhook whose URL names the account.
   */
  readonly webhookUrl?: string;
}

/** Where an account acts, in an environment of this name. */
export const environmentOf = (account: Account, name: string): Environment => ({
  name,
  credentials: account.credentials,
  events: apisOf(account).events,
  accountId: account.id,
  ...(account.registration && { webhookUrl: account.registration.webhookUrl }),
});

/** Whether all webhooks of the app are in one place, without environments. */
export const isAppWide = ({ events = 'v1.1' }: Pick<Environment, 'events'>): boolean =>
  events !== 'v1.1';

/** What tells the place of webhooks from others: an app's environment, beyond v1.1 the app. */
export function placeOf(environment: Environment): string {
  const { credentials, name } = environment;
  return JSON.stringify([credentials.consumerKey, ...(isAppWide(environment) ? [] : [name])]);
}

/**
 * The webhooks of an app's environment, or of the app where it has none. Failures carry X's code
 * and message: `conflict` when the limit of webhooks is reached or the URL is taken, `rejected` when
 * the challenge failed or the URL is refused, `not-found` for an unknown environment or webhook.
 */
export interface Webhooks {
  list(environment: Environment): Promise<readonly Webhook[]>;
  register(environment: Environment, url: string): Promise<Webhook>;
  /** Has X challenge the webhook again; it is valid when the promise resolves. */
  validate(environment: Environment, webhookId: string): Promise<void>;
  /** The subscriptions of the environment go with its last webhook. */
  remove(environment: Environment, webhookId: string): Promise<void>;
}
