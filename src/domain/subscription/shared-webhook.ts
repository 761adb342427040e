import { type Account, isSameApp } from '../accounts/account.ts';
import type { Accounts } from '../accounts/accounts.ts';
import { type Environment, isAppWide, type Webhook } from './webhooks.ts';
import { areOfOneConnector, webhookUrlIn } from './webhook-url.ts';

/**
 * The webhook of another account that serves this one as well, among those that X has. Beyond v1.1
 * a webhook serves all accounts of its app, and most apps may have a single one: so it may be that
 * of an account that we serve with the same keys, under the same public address. It stays the one of
 * those that were registered with it when the account that it is named after is removed.
 */
export function sharedWebhook(
  accounts: Accounts | undefined,
  environment: Environment,
  url: string,
  listed: readonly Webhook[],
): Webhook | undefined {
  if (accounts === undefined || !isAppWide(environment)) return undefined;
  const { accountId, credentials } = environment;
  // Its own secret may be what this registration renews.
  const isOfApp = (one: Account) =>
    one.id === accountId
      ? one.credentials.consumerKey === credentials.consumerKey
      : isSameApp(one.credentials, credentials);
  return listed.find((webhook) => {
    const { accountId: named } = webhookUrlIn(webhook.url);
    const uses = (one: Account) => one.id === named || one.registration?.webhookUrl === webhook.url;
    const isShared = accounts.all().some((one) => uses(one) && isOfApp(one));
    return isShared && areOfOneConnector(webhook.url, url);
  });
}
