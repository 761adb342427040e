import type { Container } from 'inversify';
import { AppBearer } from '../adapters/twitter/rest/client/app-bearer.ts';
import {
  replaysBy,
  subscribersBy,
  subscriptionsBy,
  webhooksBy,
} from '../adapters/twitter/rest/activity/by-events-api.ts';
import { TwitterV1Replays } from '../adapters/twitter/rest/activity/twitter-v1-replays.ts';
import { TwitterV1Subscribers } from '../adapters/twitter/rest/activity/twitter-v1-subscribers.ts';
import { TwitterV1Subscriptions } from '../adapters/twitter/rest/activity/twitter-v1-subscriptions.ts';
import { TwitterV1Webhooks } from '../adapters/twitter/rest/activity/twitter-v1-webhooks.ts';
import { TwitterV2Replays } from '../adapters/twitter/rest/activity/twitter-v2-replays.ts';
import { TwitterV2Subscribers } from '../adapters/twitter/rest/activity/twitter-v2-subscribers.ts';
import { TwitterV2Subscriptions } from '../adapters/twitter/rest/activity/twitter-v2-subscriptions.ts';
import { TwitterV2Webhooks } from '../adapters/twitter/rest/activity/twitter-v2-webhooks.ts';
import { XActivitySubscribers } from '../adapters/twitter/rest/activity/x-activity-subscribers.ts';
import { XActivitySubscriptions } from '../adapters/twitter/rest/activity/x-activity-subscriptions.ts';
import { KnownWebhooks } from '../domain/subscription/known-webhooks.ts';
import { tokens } from './tokens.ts';

/** Webhooks, subscriptions and replay, each account through the API that its events come from. */
export function bindAccountActivity(container: Container): void {
  const { appBearer, twitter, userAuthentication } = tokens;
  container.bind(appBearer).toResolvedValue((client) => new AppBearer(client), [twitter]);
  container.bind(tokens.webhooks).toResolvedValue(
    (...parts) => {
      const v2 = new TwitterV2Webhooks(...parts);
      const v1 = new TwitterV1Webhooks(...parts);
      return new KnownWebhooks(webhooksBy({ 'v1.1': v1, v2, 'x-activity': v2 }));
    },
    [twitter, appBearer],
  );
  container.bind(tokens.subscriptions).toResolvedValue(
    (client, bearers, users) =>
      subscriptionsBy({
        'v1.1': new TwitterV1Subscriptions(client, bearers),
        v2: new TwitterV2Subscriptions(client, bearers, users),
        'x-activity': new XActivitySubscriptions(client, bearers, users),
      }),
    [twitter, appBearer, userAuthentication],
  );
  container.bind(tokens.subscribers).toResolvedValue(
    (...parts) =>
      subscribersBy({
        'v1.1': new TwitterV1Subscribers(...parts),
        v2: new TwitterV2Subscribers(...parts),
        'x-activity': new XActivitySubscribers(...parts),
      }),
    [twitter, appBearer],
  );
  container.bind(tokens.replays).toResolvedValue(
    (...parts) => {
      const v2 = new TwitterV2Replays(...parts);
      return replaysBy({ 'v1.1': new TwitterV1Replays(...parts), v2, 'x-activity': v2 });
    },
    [twitter, appBearer],
  );
}
