import { Failure } from '../../../../domain/errors.ts';
import { webhookUrlIn } from '../../../../domain/subscription/webhook-url.ts';
import type { AskedTogether } from '../../../../domain/subscription/subscriptions.ts';
import type { Environment, Webhook } from '../../../../domain/subscription/webhooks.ts';

/** The webhook of an app that an account's events go to; undefined when X has none such. */
export function webhookOf(
  { accountId, webhookUrl }: Environment,
  listed: readonly Webhook[],
): Webhook | undefined {
  return listed.find(({ url }) =>
    webhookUrl === undefined ? webhookUrlIn(url).accountId === accountId : url === webhookUrl,
  );
}

/** The same, from a list that accounts of the app share unless it is not there. */
export async function knownWebhookOf(
  environment: Environment,
  list: () => Promise<readonly Webhook[]>,
  asked: AskedTogether,
): Promise<Webhook | undefined> {
  const question = `webhooks of ${environment.credentials.consumerKey}`;
  return (
    webhookOf(environment, await asked.once(question, list)) ?? webhookOf(environment, await list())
  );
}

/** The same; fails with `not-found`. */
export function webhookFor(environment: Environment, listed: readonly Webhook[]): Webhook {
  const webhook = webhookOf(environment, listed);
  if (webhook !== undefined) return webhook;
  throw new Failure(
    'not-found',
    'X has no webhook of the app for this account; registering the account makes or shares one',
  );
}

/** Whose subscription it is; an environment says so beyond v1.1. */
export function subscriberIn({ accountId }: Environment): string {
  if (accountId !== undefined) return accountId;
  throw new Failure('rejected', 'it is not known which account is meant');
}
