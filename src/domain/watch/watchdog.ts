import type { Account } from '../accounts/account.ts';
import type { Accounts } from '../accounts/accounts.ts';
import type { Clock } from '../delivery/clock.ts';
import { type Failure, failureOf } from '../errors.ts';
import type { Webhook, Webhooks } from '../subscription/webhooks.ts';
import type { Alarms } from './alarms.ts';
import type { LookAtAddress } from './look-at-address.ts';
import type { LookAtSilence } from './look-at-silence.ts';
import type { LookAtWebhook, WebhookRound } from './look-at-webhook.ts';
import type { Pauses } from './pauses.ts';
import type { AddressFindings } from './public-address.ts';
import { Round } from './round.ts';
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
  readonly pauses: Pauses;
}

/** So many accounts are looked at together, so that one for which X hangs holds up few others. */
const accountsMax = 25;

/** So many addresses are looked at together. */
const addressesMax = 5;

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

  /** Looks at every account once. Fails only when the journal does, or when everything is to end. */
  async execute(): Promise<void> {
    const { accounts, alarms, clock, watches, webhooks } = this.#parts;
    const round = new Round(webhooks);
    for (const { accountId } of await watches.all()) {
      if (accounts.find(accountId) !== undefined) continue;
      alarms.forget(accountId);
      await watches.forget(accountId);
    }
    for (const one of accounts.all()) if (!isWatched(one)) alarms.forget(one.id);
    const isDue = (one: Account) =>
      isWatched(one) && (this.#pausedUntilMs.get(one.id) ?? 0) <= clock.now();
    await this.#each(accountsMax, accounts.all().filter(isDue), (one) => this.#look(one, round));
  }

  /** Looks at the public address of every account. Fails as {@link execute} does. */
  async addresses(): Promise<void> {
    const { accounts, lookAtAddress, watches } = this.#parts;
    const all = accounts.all().filter(({ registration }) => registration !== undefined);
    const known = new Map<string, Promise<AddressFindings>>();
    await this.#each(addressesMax, all, async (account) =>
      watches.change(account.id, await lookAtAddress.execute(account, known)),
    );
  }

  /** A few at a time; none is begun any more when one fails. */
  async #each(
    atOnce: number,
    accounts: readonly Account[],
    work: (account: Account) => Promise<void>,
  ): Promise<void> {
    const left = accounts.values();
    const some = Array.from({ length: Math.min(atOnce, accounts.length) }, async () => {
      for (const account of left) {
        this.#parts.pauses.check();
        await work(account);
      }
    });
    const ended = await Promise.allSettled(some);
    for (const one of ended) if (one.status === 'rejected') throw one.reason;
  }

  async #look(account: Account, round: Round): Promise<void> {
    const { alarms } = this.#parts;
    const { failure, isDeaf } = await this.#silence(account);
    try {
      await this.#webhook(account, isDeaf, round);
      if (failure === undefined) alarms.over(account.id, 'unchecked');
      else alarms.raise(account.id, 'unchecked', failure);
    } catch (thrown) {
      this.#unchecked(account.id, foreseen(thrown));
    }
  }

  /** What X does not say about messages is no reason not to look at the webhook. */
  async #silence(account: Account): Promise<{ isDeaf: boolean; failure?: Failure }> {
    const { lookAtSilence, watches } = this.#parts;
    const watch = (await watches.find(account.id)) ?? { accountId: account.id };
    try {
      const { change, isDeaf } = await lookAtSilence.execute(account, watch);
      await watches.change(account.id, change);
      return { isDeaf };
    } catch (thrown) {
      return { isDeaf: false, failure: foreseen(thrown) };
    }
  }

  #unchecked(accountId: string, failure: Failure): void {
    const { alarms, clock } = this.#parts;
    const { code, retryAtMs } = failure;
    if (retryAtMs !== undefined) this.#pausedUntilMs.set(accountId, retryAtMs);
    else if (code === 'throttled') this.#pausedUntilMs.set(accountId, clock.now() + 60_000);
    alarms.raise(accountId, 'unchecked', failure);
  }

  /** A webhook that is told nothing is made invalid here, so that X challenges it again. */
  async #webhook(account: Account, isDeaf: boolean, round: Round): Promise<void> {
    const { lookAtWebhook, watches } = this.#parts;
    const watch: Watch = (await watches.find(account.id)) ?? { accountId: account.id };
    const distrusted = (webhook: Webhook) =>
      webhook.url === account.registration?.webhookUrl
        ? { ...webhook, valid: webhook.valid && !isDeaf }
        : webhook;
    const seen: WebhookRound = {
      list: async (environment) => (await round.list(environment)).map(distrusted),
      mend: (...what) => round.mend(...what),
      asked: round.asked,
    };
    await watches.change(account.id, await lookAtWebhook.execute(account, watch, seen));
  }
}

/** Throws what was not foreseen. */
function foreseen(thrown: unknown): Failure {
  const failure = failureOf(thrown);
  if (failure.code === 'internal') throw thrown;
  return failure;
}

/** What an administrator ended is left alone. */
const isWatched = ({ registration, state }: Account): boolean =>
  state === 'active' && registration?.ended === undefined;
