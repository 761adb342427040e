import type { Account } from '../accounts/account.ts';
import type { Accounts } from '../accounts/accounts.ts';
import type { Clock } from '../delivery/clock.ts';
import { failureOf } from '../errors.ts';
import type { Environment, Webhook, Webhooks } from '../subscription/webhooks.ts';
import type { Alarms } from './alarms.ts';
import type { LookAtAddress } from './look-at-address.ts';
import type { LookAtSilence } from './look-at-silence.ts';
import type { LookAtWebhook } from './look-at-webhook.ts';
import type { Watch } from './watch.ts';
import type { Watches } from './watches.ts';

export interface WatchdogParts {
  readonly accounts: Accounts;
  readonly watches: Watches;
  readonly webhooks: Webhooks;
  readonly lookAtWebhook: LookAtWebhook;
  readonly lookAtSilence: LookAtSilence;
  readonly lookAtAddress: LookAtAddress;
  readonly alarms: Alarms;
  readonly clock: Clock;
}

/** So many addresses are looked at together. */
const addressesMax = 5;

type List = (environment: Environment) => Promise<readonly Webhook[]>;

/**
 * Looks whether X still sends us what happens, and mends what can be mended. What it finds is kept
 * in `Watches`; nothing of it is in the way of messages, and X's limits pause it alone.
 */
export class Watchdog {
  readonly #parts: WatchdogParts;
  readonly #pausedUntilMs = new Map<string, number>();

  constructor(parts: WatchdogParts) {
    this.#parts = parts;
  }

  /** Looks at every account once, one after the other. Fails only when the journal does. */
  async execute(): Promise<void> {
    const { accounts, clock, watches } = this.#parts;
    const list = this.#listedOnce();
    for (const { accountId } of await watches.all()) {
      if (accounts.find(accountId) === undefined) await watches.forget(accountId);
    }
    for (const account of accounts.all()) {
      const isPaused = (this.#pausedUntilMs.get(account.id) ?? 0) > clock.now();
      if (account.state === 'active' && !isPaused) await this.#look(account, list);
    }
  }

  /** Looks at the public address of every account, a few at a time. Fails only when the journal does. */
  async addresses(): Promise<void> {
    const { accounts, lookAtAddress, watches } = this.#parts;
    const all = accounts.all().filter(({ registration }) => registration !== undefined);
    const look = async (account: Account) =>
      watches.change(account.id, await lookAtAddress.execute(account));
    for (let from = 0; from < all.length; from += addressesMax) {
      await Promise.all(all.slice(from, from + addressesMax).map(look));
    }
  }

  async #look(account: Account, list: List): Promise<void> {
    const { alarms, clock, lookAtSilence, watches } = this.#parts;
    const watch = (await watches.find(account.id)) ?? { accountId: account.id };
    try {
      const { change, isDeaf } = await lookAtSilence.execute(account, watch);
      await watches.change(account.id, change);
      await this.#webhook(account, isDeaf, list);
      alarms.over(account.id, 'unchecked');
    } catch (thrown) {
      const failure = failureOf(thrown);
      if (failure.code === 'internal') throw thrown;
      const { retryAtMs } = failure;
      if (retryAtMs !== undefined) this.#pausedUntilMs.set(account.id, retryAtMs);
      else if (failure.code === 'throttled')
        this.#pausedUntilMs.set(account.id, clock.now() + 60_000);
      alarms.raise(account.id, 'unchecked', failure);
    }
  }

  /** A webhook that is told nothing is made invalid here, so that X challenges it again. */
  async #webhook(account: Account, isDeaf: boolean, list: List): Promise<void> {
    const { lookAtWebhook, watches } = this.#parts;
    const watch: Watch = (await watches.find(account.id)) ?? { accountId: account.id };
    const listed: List = async (environment) => {
      const webhooks = await list(environment);
      const distrusted = (webhook: Webhook) => ({ ...webhook, valid: webhook.valid && !isDeaf });
      return webhooks.map((webhook) =>
        webhook.url === account.registration?.webhookUrl ? distrusted(webhook) : webhook,
      );
    };
    await watches.change(account.id, await lookAtWebhook.execute(account, watch, listed));
  }

  /** Accounts of one app share its webhooks, and its limits. */
  #listedOnce(): List {
    const asked = new Map<string, Promise<readonly Webhook[]>>();
    return (environment) => {
      const { credentials, events = '', name } = environment;
      const key = JSON.stringify([credentials.consumerKey, name, events]);
      const listed = asked.get(key) ?? this.#parts.webhooks.list(environment);
      asked.set(key, listed);
      return listed;
    };
  }
}
