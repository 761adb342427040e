import type { Accounts } from '../accounts/accounts.ts';
import { type Environment, isAppWide, type Webhook } from './webhooks.ts';
import { areOfOneConnector, webhookUrlIn } from './webhook-url.ts';

/**
 * The webhook of another account that serves this one as well, among those that X has. Beyond v1.1
 * a webhook serves all accounts of its app, and most apps may have a single one: so it may be that
 * of an account that we serve with the same keys, under the same public address.
 */
export function sharedWebhook(
  accounts: Accounts | undefined,
  environment: Environment,
  url: string,
  listed: readonly Webhook[],
): Webhook | undefined {
  if (accounts === undefined || !isAppWide(environment)) return undefined;
  const { consumerKey, consumerSecret } = environment.credentials;
  return listed.find((webhook) => {
    const other = accounts.find(webhookUrlIn(webhook.url).accountId)?.credentials;
    const sameApp = other?.consumerKey === consumerKey && other.consumerSecret === consumerSecret;
    return sameApp && areOfOneConnector(webhook.url, url);
  });
}
