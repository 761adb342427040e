import { type Account, type AccountRegistration, apisOf } from '../accounts/account.ts';
import type { Accounts } from '../accounts/accounts.ts';
import { awaited } from '../cancellation.ts';
import type { Clock } from '../delivery/clock.ts';
import { Failure, failureOf } from '../errors.ts';
import { withUrl } from '../subscription/ensure-webhook.ts';
import type { Exclusively } from '../subscription/exclusively.ts';
import type { AskedTogether, Subscriptions } from '../subscription/subscriptions.ts';
import {
  type Environment,
  environmentOf,
  isAppWide,
  type Webhook,
  type Webhooks,
} from '../subscription/webhooks.ts';
import type { Alarms } from './alarms.ts';
import { AttemptsApart } from './attempts-apart.ts';
import type { KeepCovered } from './keep-covered.ts';
import type { Alarm, GapCause, Watch } from './watch.ts';
import type { WatchChange } from './watches.ts';

export interface LookAtWebhookParts {
  readonly accounts: Accounts;
  readonly webhooks: Webhooks;
  readonly subscriptions: Subscriptions;
  readonly exclusively: Exclusively;
  readonly keepCovered: KeepCovered;
  readonly alarms: Alarms;
  readonly clock: Clock;
}

/** What accounts that are looked at together share. */
export interface WebhookRound {
  /** Asks X for the webhooks of an environment, once for all of its accounts. */
  list(environment: Environment): Promise<readonly Webhook[]>;
  /** Does the work for the webhook with this URL, once for all of its accounts. */
  mend(environment: Environment, url: string, work: () => Promise<Webhook>): Promise<Webhook>;
  readonly asked: AskedTogether;
}

/** What is looked at together. */
interface Look {
  readonly round: WebhookRound;
  readonly account: Account;
  readonly registration: AccountRegistration;
  readonly environment: Environment;
  readonly watch: Watch;
}

/**
 * Sees to it that X has a valid webhook of an account and the account is subscribed. A webhook that
 * is gone is registered again only where nobody else's stands in its place.
 */
export class LookAtWebhook {
  readonly #parts: LookAtWebhookParts;
  readonly #attempts: AttemptsApart;

  constructor(parts: LookAtWebhookParts) {
    this.#parts = parts;
    this.#attempts = new AttemptsApart(parts.clock);
  }

  /**
   * What is known now; nothing when the account was changed meanwhile. Fails as X does when it
   * cannot be asked.
   */
  async execute(account: Account, watch: Watch, round: WebhookRound): Promise<WatchChange> {
    const { registration } = account;
    if (registration === undefined) return {};
    const environment = environmentOf(account, registration.environmentName);
    const look = { account, registration, environment, watch, round };
    try {
      return await this.#found(look);
    } catch (thrown) {
      if (thrown instanceof Changed) return {};
      throw thrown;
    }
  }

  async #found(look: Look): Promise<WatchChange> {
    const { environment, round } = look;
    const webhook = await this.#webhook(look, await round.list(environment));
    const subscribed = webhook === undefined ? undefined : await this.#subscribed(look);
    const nowMs = this.#parts.clock.now();
    return {
      checkedAtMs: nowMs,
      webhookValid: webhook !== undefined,
      ...(webhook !== undefined && { webhookId: webhook.id, subscribed }),
      ...(subscribed === true && { soundAtMs: nowMs }),
    };
  }

  /** A valid one; undefined when there is none, and cannot be now. */
  async #webhook(look: Look, listed: readonly Webhook[]): Promise<Webhook | undefined> {
    const { account, environment, registration, round } = look;
    const { alarms, webhooks } = this.#parts;
    const mend = (work: () => Promise<Webhook>) => () =>
      round.mend(environment, registration.webhookUrl, work);
    const ours = withUrl(listed, registration.webhookUrl);
    if (ours?.valid === true) {
      alarms.over(account.id, 'webhook-gone', 'webhook-invalid');
      return ours;
    }
    if (ours === undefined) {
      const taken = listed.some((webhook) => !this.#isOurs(webhook));
      const create = taken ? undefined : mend(() => this.#registered(look));
      return this.#mended(look, 'webhook-gone', 'webhook', create);
    }
    const validated = mend(async () => {
      await webhooks.validate(environment, ours.id);
      return { ...ours, valid: true };
    });
    return this.#mended(look, 'webhook-invalid', 'webhook', validated);
  }

  #isOurs({ url }: Webhook): boolean {
    return this.#parts.accounts.all().some(({ registration }) => registration?.webhookUrl === url);
  }

  /** Somebody may be registering it at this very moment. */
  #registered({ environment, registration: { webhookUrl } }: Look): Promise<Webhook> {
    const { exclusively, webhooks } = this.#parts;
    const place = isAppWide(environment) ? '' : environment.name;
    return exclusively.perform(`register/${place}`, awaited, async () => {
      const there = withUrl(await webhooks.list(environment), webhookUrl);
      return there ?? webhooks.register(environment, webhookUrl);
    });
  }

  async #subscribed(look: Look): Promise<boolean> {
    const { account, environment, round } = look;
    const { alarms, subscriptions } = this.#parts;
    if (await subscriptions.isSubscribed(environment, round.asked)) {
      alarms.over(account.id, 'not-subscribed');
      return true;
    }
    const mended = await this.#mended(look, 'not-subscribed', 'subscription', async () => {
      await subscriptions.subscribe(environment);
      return true;
    });
    return mended === true;
  }

  /** Says what is wrong, and that it is over when it could be mended. */
  async #mended<T>(
    look: Look,
    alarm: Alarm,
    cause: GapCause,
    mend: (() => Promise<T>) | undefined,
  ): Promise<T | undefined> {
    const { alarms, clock, keepCovered } = this.#parts;
    const { account, watch } = look;
    const { id } = account;
    await this.#checkUnchanged(account);
    await keepCovered.doubt(watch, watch.soundAtMs ?? watch.coveredUntilMs ?? clock.now(), cause);
    try {
      const mended = mend && (await this.#attempts.make(`${alarm} ${id}`, mend));
      alarms.raise(id, alarm);
      if (mended !== undefined) alarms.over(id, alarm);
      return mended;
    } catch (thrown) {
      alarms.raise(id, alarm, failureOf(thrown));
      return undefined;
    }
  }

  /**
   * What looks wrong may be somebody's doing: an account that was removed, or that moved to another
   * API of X, must not be subscribed where it was.
   */
  async #checkUnchanged(account: Account): Promise<void> {
    const { accounts } = this.#parts;
    await accounts.current?.();
    const now = accounts.find(account.id);
    if (now === undefined || placeOf(now) !== placeOf(account)) throw new Changed();
  }
}

const placeOf = (account: Account): string => {
  const { environmentName, webhookUrl } = account.registration ?? {};
  const { consumerKey } = account.credentials;
  const { events } = apisOf(account);
  return JSON.stringify([account.state, consumerKey, events, environmentName, webhookUrl]);
};

/** Of no concern: the next look is at what is now. */
class Changed extends Failure {
  constructor() {
    super('conflict', 'the account was changed meanwhile');
  }
}
