import type { Environment } from '../../../../domain/subscription/webhooks.ts';
import { isDuplicate } from './account-activity-calls.ts';
import { activityPath } from './activity-subscriptions.ts';
import { activitySubscriptionIn } from './activity-subscriptions-in.ts';
import type { Authentication, TwitterAnswer, TwitterClient } from '../client/twitter-client.ts';
import { filterOf, tagOf } from './x-activity-events.ts';

/** A subscription of one kind of event about an account. */
export interface WantedSubscription {
  readonly eventType: string;
  readonly accountId: string;
  readonly webhookId: string;
}

/**
 * Makes a subscription in the name of the account, since messages are private (X API v2, activity
 * subscriptions). X has been seen to want OAuth 1.0a as well as OAuth 2.0 for it, so an account that
 * is connected by both is tried with both. `there` when X has one like it; `unsaid` when it does not
 * say what it has made.
 */
export async function createActivitySubscription(
  client: TwitterClient,
  authentication: (only?: 'oauth2') => Promise<Authentication>,
  { credentials }: Environment,
  { accountId, eventType, webhookId }: WantedSubscription,
): Promise<'created' | 'there' | 'unsaid'> {
  const filter = filterOf(eventType, accountId);
  const json = { event_type: eventType, filter, tag: tagOf(accountId), webhook_id: webhookId };
  const request = (auth: Authentication) =>
    ({ method: 'POST', path: activityPath, json, auth }) as const;
  const first = await authentication();
  let asked = request(first);
  let answer: TwitterAnswer = await client.answer(asked);
  const isClosed = answer.status === 401 || answer.status === 403;
  if (isClosed && first.kind === 'user' && credentials.userToken !== undefined) {
    asked = request(await authentication('oauth2'));
    answer = await client.answer(asked);
  }
  if (isDuplicate(answer)) return 'there';
  if (answer.status >= 300) throw client.failureOf(answer, asked);
  return activitySubscriptionIn(answer.body) === undefined ? 'unsaid' : 'created';
}
