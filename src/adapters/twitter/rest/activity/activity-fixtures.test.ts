import { afterEach, describe, expect, test } from '@jest/globals';
import { type Canned, cannedX, environment as app, sample } from '../client/canned-x.model.ts';
import { XActivitySubscribers } from './x-activity-subscribers.ts';
import { XActivitySubscriptions } from './x-activity-subscriptions.ts';
import { messageEvents, wantedEvents } from './x-activity-events.ts';

const path = '/2/activity/subscriptions';
const create = `POST ${path}`;
const list = `GET ${path}`;
const environment = { ...app, events: 'x-activity' } as const;
const accountId = '2244994945';
const webhookId = '1234567890';
const webhooks = sample('v2.webhooks.list.response') as { data: object[] };

/** A subscription as X lists it, ours unless `more` says otherwise. */
const there = (eventType: string, id: number, more: object = {}) => ({
  subscription_id: String(id),
  event_type: eventType,
  filter: eventType === 'oauth.revoke' ? {} : { user_id: accountId },
  tag: `twitter-connector/${accountId}`,
  webhook_id: webhookId,
  ...more,
});
const everything = wantedEvents.map((eventType, i) => there(eventType, i + 1));
const none = { meta: { total_subscriptions: 0 } };
const created = sample('xaa.subscription.create.response_flat_form');

let close = async () => {};
const answering = async (canned: Canned, hooks: readonly object[] = webhooks.data) => {
  const x = await cannedX({ 'GET /2/webhooks': [[200, { data: hooks }]], ...canned });
  ({ close } = x);
  const made = () => x.asked.filter(({ call }) => !call.startsWith('GET'));
  const subscriptions = new XActivitySubscriptions(x.client);
  return { ...x, made, subscriptions, subscribers: new XActivitySubscribers(x.client) };
};
afterEach(() => close());

describe('subscribing to X Activity', () => {
  test('makes one subscription for each kind of event, as X’s sample shows', async () => {
    const { made, subscriptions } = await answering({
      [list]: [[200, none]],
      [create]: [[200, created]],
    });
    expect(await subscriptions.subscribe(environment)).toEqual({ without: [] });

    const bodies = made().map(({ body }) => body as Record<string, unknown>);
    expect(bodies.map((body) => body['event_type'])).toEqual([...wantedEvents]);
    expect(bodies.map((body) => body['filter'])).toEqual(
      wantedEvents.map((type) => (type === 'oauth.revoke' ? {} : { user_id: accountId })),
    );
    const keys = Object.keys(sample('xaa.subscription.create.request') as object);
    expect(bodies.map((body) => Object.keys(body))).toEqual(bodies.map(() => keys));
    expect(new Set(made().map(({ scheme }) => scheme))).toEqual(new Set(['OAuth']));
  });

  test.each([
    ['array', 200, sample('xaa.subscription.create.response_array_form'), 1],
    ['flat', 200, sample('xaa.subscription.create.response_flat_form'), 1],
    ['nested', 200, sample('xaa.subscription.create.response_nested_form'), 1],
    ['no', 204, undefined, 8],
    ['a strange', 200, { data: {} }, 8],
    ['the duplicate', 400, sample('xaa.subscription.error_duplicate'), 8],
  ] as const)('takes %s form of the answer for success', async (_name, status, body, looks) => {
    const { asked, made, subscriptions } = await answering({
      [list]: [[200, none]],
      [create]: [[status, body]],
    });
    expect(await subscriptions.subscribe(environment)).toEqual({ without: [] });
    expect(made()).toHaveLength(wantedEvents.length);
    expect(asked.filter(({ call }) => call.startsWith(list))).toHaveLength(looks);
  });

  test('again makes nothing, on whichever page X lists what is there', async () => {
    const meta = { next_token: 'page-2' };
    const { asked, made, subscriptions } = await answering({
      [list]: [
        [200, { data: everything.slice(0, 3), meta }],
        [200, { data: everything.slice(3) }],
      ],
    });
    expect(await subscriptions.subscribe(environment)).toEqual({ without: [] });
    expect(made()).toEqual([]);
    expect(asked.at(-1)?.call).toContain('pagination_token=page-2');
  });

  test('makes what is missing only, and leaves subscriptions of others alone', async () => {
    const others = [
      ...(sample('xaa.subscription.list.response') as { data: object[] }).data,
      there('dm.read', 90, { filter: { user_id: '5' } }),
      there('dm.sent', 91, { tag: 'somebody', webhook_id: '5' }),
    ];
    const hooks = [...webhooks.data, { id: '5', url: 'https://other.example/hook' }];
    const [received, , ...rest] = everything.slice(0, 7);
    const { made, subscriptions } = await answering(
      { [list]: [[200, { data: [...others, received, ...rest] }]], [create]: [[200, created]] },
      hooks,
    );
    await subscriptions.subscribe(environment);
    expect(made()).toMatchObject([{ call: create, body: { event_type: 'dm.sent' } }]);
  });

  test.each([
    ['that bears our mark', { webhook_id: '5' }],
    ['that bears our mark and has no webhook', { webhook_id: undefined }],
    ['to a webhook that is gone', { tag: undefined, webhook_id: '4' }],
  ])('moves a subscription %s to the webhook that is meant', async (_name, more) => {
    const moved = there('dm.read', 44, more);
    const data = [...everything.filter(({ event_type }) => event_type !== 'dm.read'), moved];
    const { made, subscriptions } = await answering(
      {
        [list]: [[200, { data }]],
        [`PUT ${path}/44`]: [[200, sample('xaa.subscription.update.response')]],
      },
      [...webhooks.data, { id: '5', url: 'https://other.example/hook' }],
    );
    expect(await subscriptions.subscribe(environment)).toEqual({ without: [] });
    expect(made()).toEqual([
      { call: `PUT ${path}/44`, scheme: 'Bearer', body: { webhook_id: webhookId } },
    ]);
  });

  test('leaves out what X refuses, says so, and does not miss it afterwards', async () => {
    const refusal = sample('xaa.subscription.error_filter_required');
    const data = everything.filter(({ event_type }) => event_type !== 'dm.read');
    const { subscriptions } = await answering({
      [list]: [
        [200, { data: everything }],
        [200, { data }],
      ],
      [create]: [[400, refusal]],
    });
    expect(await subscriptions.isSubscribed(environment)).toBe(true);
    expect(await subscriptions.isSubscribed(environment)).toBe(false);
    expect(await subscriptions.subscribe(environment)).toEqual({
      without: [expect.stringMatching(/^dm\.read \(X answered 400: \$\.filter: is missing/)],
    });
    expect(await subscriptions.isSubscribed(environment)).toBe(true);
  });

  test.each([
    [
      'messages are refused',
      403,
      sample('v2.error_403_unsupported_authentication'),
      'unauthorized',
    ],
    ['X is down', 503, sample('v2.error_503'), 'unavailable'],
  ])('fails when %s', async (_name, status, body, code) => {
    const { made, subscriptions } = await answering({
      [list]: [[200, none]],
      [create]: [[status, body]],
    });
    await expect(subscriptions.subscribe(environment)).rejects.toMatchObject({ code });
    expect(made()).toHaveLength(1);
  });

  test('fails when messages go to the webhook of somebody else', async () => {
    const data = [there('dm.received', 1, { tag: 'somebody', webhook_id: '5' })];
    const { subscriptions } = await answering(
      {
        [list]: [[200, { data }]],
        [create]: [[400, sample('xaa.subscription.error_duplicate')]],
      },
      [...webhooks.data, { id: '5', url: 'https://other.example/hook' }],
    );
    await expect(subscriptions.subscribe(environment)).rejects.toMatchObject({ code: 'conflict' });
  });
});

describe('a subscription to X Activity', () => {
  test.each(messageEvents)('is there only with %s to our webhook', async (missing) => {
    const elsewhere = there(missing, 90, { webhook_id: '5' });
    const data = [...everything.filter(({ event_type }) => event_type !== missing), elsewhere];
    const { subscriptions } = await answering({
      [list]: [
        [200, { data: everything }],
        [200, { data }],
      ],
    });
    expect(await subscriptions.isSubscribed(environment)).toBe(true);
    expect(await subscriptions.isSubscribed(environment)).toBe(false);
  });

  test('is there for a process that has just started without what X may have refused', async () => {
    const data = everything.filter(({ event_type }) => event_type === 'dm.received');
    const { made, subscriptions } = await answering({ [list]: [[200, { data }]] });
    expect(await subscriptions.isSubscribed(environment)).toBe(true);
    expect(made()).toEqual([]);
  });

  test('is ended by deleting ours; what serves the whole app goes with the last', async () => {
    const theirs = there('dm.received', 91, { tag: 'somebody', webhook_id: undefined });
    const another = there('dm.received', 92, { filter: { user_id: '5' } });
    const deletions = Object.fromEntries(
      everything.map(({ subscription_id }) => [
        `DELETE ${path}/${subscription_id}`,
        [[200, sample('xaa.subscription.delete.response')]] as const,
      ]),
    );
    const { made, subscribers, subscriptions } = await answering({
      ...deletions,
      [`DELETE ${path}/2`]: [[404, sample('v2.aaa.error_400_not_found')]],
      [list]: [
        [200, { data: [...everything, theirs, another] }],
        [200, { data: [...everything, theirs] }],
      ],
    });
    await subscriptions.unsubscribe(environment);
    expect(made().map(({ call }) => call)).toEqual(Object.keys(deletions).slice(0, -1));
    await subscribers.remove(environment, accountId);
    expect(made().slice(6)).toHaveLength(7);
  });

  test('is known to the app by its messages, and counted with all others', async () => {
    const idle = { filter: { user_id: '5' }, webhook_id: '4' };
    const { subscribers } = await answering({
      [list]: [
        [200, { data: [...everything, there('dm.received', 9, idle)] }],
        [200, sample('xaa.subscription.list.response')],
      ],
    });
    expect(await subscribers.list(environment)).toEqual([accountId]);
    expect(await subscribers.count(environment)).toEqual({ used: 2 });
  });
});
