import { DEFAULT_APP } from '../../sandbox/twitter/defaults.ts';
import { SignedClient } from '../../sandbox/twitter/testing/signed-client.ts';
import type { V2Settings } from '../../sandbox/twitter/v2-settings.ts';
import { accountId, customerId } from '../people.ts';
import type { Facts, Instead } from './verification.ts';
import type { XWorld } from './x-facts.ts';

const path = '/2/activity/subscriptions';

/** What anybody may be told of anybody. */
const openTypes = ['bio', 'geo', 'url', 'screenname', 'profile_picture', 'banner_picture'].map(
  (what) => `profile.update.${what}`,
);

interface Made {
  readonly data: { readonly id: string; readonly subscription_id: string };
}

interface Listed {
  readonly data: readonly Made['data'][];
  readonly meta: { readonly next_token: string };
}

/** What an app, its webhook and its subscriptions in API v2 can begin with. */
export function factsOfApps(world: () => XWorld): Facts {
  const control = () => world().sandbox.control;
  const client = () => new SignedClient(world().sandbox.url);
  const v2 = (settings: Partial<V2Settings>): void => control().change({ v2: settings });
  const webhook = async (): Promise<string | undefined> => {
    const { body } = await client().asApp('GET', '/2/webhooks');
    return (body as Listed).data[0]?.id;
  };
  const subscribed = async (json: object): Promise<string> => {
    const { body } = await client().signed('POST', path, { json });
    return (body as Made).data.subscription_id;
  };

  return {
    'the app has the webhook': async ({ webhookId, url }): Promise<Instead> => {
      control().route(new URL(String(url)).host, world().target);
      const { body } = await client().asApp('POST', '/2/webhooks', { json: { url } });
      return { [String(webhookId)]: (body as Made).data.id };
    },
    'the webhook is no longer valid': () => {
      const { webhooks, v2: apps } = control().state();
      for (const { id } of [...webhooks, ...apps.flatMap((app) => app.webhooks)]) {
        control().invalidateWebhook(id);
      }
    },
    'an app may have so many webhooks': ({ count }) => v2({ webhooksMax: Number(count) }),
    'an app may have so many accounts': ({ count }) => v2({ accountsMax: Number(count) }),
    'an app may have so many activity subscriptions': ({ count }) =>
      v2({ activitySubscriptionsMax: Number(count) }),
    'the account is subscribed in v2': async () => {
      const id = await webhook();
      await client().signed('POST', `/2/account_activity/webhooks/${id}/subscriptions/all`);
    },
    'X shows what it has made in the form': ({ form }) =>
      v2({ activityAnswer: form as V2Settings['activityAnswer'] }),
    'the app has the activity subscription': async ({ subscriptionId, eventType }) => {
      const webhook_id = await webhook();
      const filter = { user_id: accountId };
      const tag = `twitter-connector/${accountId}`;
      const made = await subscribed({ event_type: eventType, filter, tag, webhook_id });
      return { [String(subscriptionId)]: made };
    },
    'the app has so many activity subscriptions': async ({ count, token }) => {
      const limit = { limit: 10_000, windowMs: 60_000 };
      control().change({ rateLimits: { 'activity/subscriptions': limit } });
      const webhook_id = await webhook();
      const bearer = await client().bearerToken();
      for (let n = 0; n < Number(count); n++) {
        const filter = { user_id: `${n + 1}` };
        const json = {
          event_type: openTypes[n % openTypes.length],
          filter,
          tag: 'one',
          webhook_id,
        };
        await client().withBearer(bearer, 'POST', path, { json });
      }
      const { body } = await client().asApp('GET', `${path}?max_results=1000`);
      return { [String(token)]: (body as Listed).meta.next_token };
    },
    'v1.1 is closed to new apps, of which this is one': () =>
      control().registrations.changeApp(DEFAULT_APP.id, { refuses: ['v1.1'] }),
    'the account has the refresh token': ({ refreshToken }) => ({
      [String(refreshToken)]: control().oauth2.issueTokens(accountId).refresh_token ?? '',
    }),
    'the customer has chosen a quick reply': ({ metadata }) => {
      control().write(customerId, accountId, 'Yes', { quickReply: String(metadata) });
    },
  };
}
