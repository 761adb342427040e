import { expect } from '@jest/globals';
import { MatchersV3 } from '@pact-foundation/pact';
import { ActivitySubscriptions } from '../../../src/adapters/twitter/rest/activity/activity-subscriptions.ts';
import { AppBearer } from '../../../src/adapters/twitter/rest/client/app-bearer.ts';
import { accountId } from '../../people.ts';
import { json } from '../bodies.ts';
import type { Contract, Example, Fact } from '../contract.ts';
import { withX } from './client.ts';
import { withJson } from './requests.ts';
import { app, byApp, hasWebhook, webhookId } from './v2-app.ts';
import { hasBearer } from './webhooks.ts';

const { eachLike, like, regex } = MatchersV3;

const path = '/2/activity/subscriptions';
const id = '1976325569252868096';
const token = 'ZnJvbSAxOTc2MzI1NTY5MjUyODY4MDk2';
const digits = (example: string) => regex('^\\d+$', example);

/** A subscription as X shows it. */
export const shown = {
  subscription_id: digits(id),
  event_type: 'dm.received',
  filter: { user_id: digits(accountId) },
  tag: like(`twitter-connector/${accountId}`),
  webhook_id: digits(webhookId),
};

/** The request for one kind of event, in the name of the account. */
export const wanting = (
  eventType: string,
  headers: Example['request']['headers'] & object = withJson,
): Example['request'] => ({
  method: 'POST',
  path,
  headers,
  body: json({
    event_type: eventType,
    filter: eventType === 'oauth.revoke' ? {} : { user_id: accountId },
    tag: `twitter-connector/${accountId}`,
    webhook_id: webhookId,
  }),
});

/** The request for a page of all subscriptions of the app. */
export const listed = (query: Readonly<Record<string, string>> = {}): Example['request'] => ({
  ...byApp('GET', path),
  query: { max_results: '1000', ...query },
});

/** The app has one for messages that the account is sent. */
export const existing: Fact = [
  'the app has the activity subscription',
  { subscriptionId: id, eventType: 'dm.received' },
];

/** What the app sees and changes of its subscriptions. */
export function activityCalls(contract: Contract): void {
  const act = <T>(url: string, call: (activity: ActivitySubscriptions) => Promise<T>) =>
    withX(url, (client) => call(new ActivitySubscriptions(new AppBearer(client))));
  const list = (url: string) => act(url, (activity) => activity.list(app));
  const tag = `twitter-connector/${accountId}`;
  const read = { id, eventType: 'dm.received', userId: accountId, tag, webhookId };
  const data = eachLike(shown);
  const many: Fact = ['the app has so many activity subscriptions', { count: 1_001, token }];
  const others = eachLike({ ...shown, event_type: like('dm.received') });

  contract.test(
    'lists the activity subscriptions of an app, page by page',
    [
      {
        receiving: 'lists activity subscriptions, and where the next begin',
        given: [hasBearer, hasWebhook, many],
        request: listed(),
        response: { status: 200, body: json({ data: others, meta: { next_token: like(token) } }) },
      },
      {
        receiving: 'lists the other activity subscriptions',
        given: [hasBearer, hasWebhook, many],
        request: listed({ pagination_token: token }),
        response: { status: 200, body: json({ data: others }) },
      },
    ],
    async (url) => expect(await list(url)).toEqual([read, read]),
  );
  contract.test(
    'lists the one activity subscription of an app',
    {
      given: [hasBearer, hasWebhook, existing],
      request: listed(),
      response: { status: 200, body: json({ data }) },
    },
    async (url) => expect(await list(url)).toEqual([read]),
  );

  const one = (method: 'PUT' | 'DELETE', body?: object) => byApp(method, `${path}/${id}`, body);
  contract.test(
    'leads an activity subscription to another webhook',
    {
      given: [hasBearer, hasWebhook, existing],
      request: one('PUT', { webhook_id: webhookId }),
      response: { status: 200 },
    },
    (url) => act(url, (activity) => activity.move(app, id, webhookId)),
  );
  const remove = (url: string) => act(url, (activity) => activity.remove(app, id));
  contract.test(
    'ends an activity subscription',
    {
      given: [hasBearer, hasWebhook, existing],
      request: one('DELETE'),
      response: { status: 200 },
    },
    remove,
  );
  contract.test(
    'has no activity subscription to end, which is as good',
    { given: [hasBearer], request: one('DELETE'), response: { status: 404 } },
    remove,
  );
}
