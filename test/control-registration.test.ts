import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type CallOptions, credentials as channel, Metadata } from '@grpc/grpc-js';
import {
  RegisterAndSubscribeRequest,
  type RegisterAndSubscribeResponse,
  SubscriptionServiceClient,
} from '../src/adapters/grpc/generated/twitter_connector/v1/subscription.ts';
import { tokens } from '../src/app/tokens.ts';
import { AdministrationRig, adviceOf, business, keys, webhookUrl } from './administration-rig.ts';
import { ask, refused } from './control-client.ts';
import { eventually } from './eventually.ts';

const rig = new AdministrationRig();
let client: SubscriptionServiceClient;

beforeAll(async () => {
  await rig.start();
  client = new SubscriptionServiceClient(`127.0.0.1:${rig.port}`, channel.createInsecure());
});
beforeEach(() => rig.reset());
afterAll(async () => {
  client.close();
  await rig.close();
  expect(rig.reported).toEqual([]);
});

const requestOf = (more: object = {}) =>
  RegisterAndSubscribeRequest.fromPartial({
    credentials: keys,
    webhookUrl,
    environment: 'prod',
    ...more,
  });
const register = (more: object = {}, options: CallOptions = {}) =>
  ask<RegisterAndSubscribeResponse>((settle) =>
    client.registerAndSubscribe(requestOf(more), new Metadata(), options, settle),
  );
const plan = () => register({ validateOnly: true });
const outcomes = ({ steps }: RegisterAndSubscribeResponse) => steps.map(({ outcome }) => outcome);
const onX = () => {
  const { subscriptions, webhooks } = rig.x.state();
  return { subscriptions: subscriptions.length, webhooks: webhooks.length };
};
const served = () => rig.container.get(tokens.accounts).all();
const listing = '/1.1/account_activity/all/prod/webhooks.json';

describe('RegisterAndSubscribe', () => {
  test('does everything a new account needs, and changes nothing when repeated', async () => {
    const first = await register();
    expect(first).toMatchObject({
      account: `accounts/${business}`,
      webhook: { url: webhookUrl, valid: true },
    });
    expect(first.steps.map(({ step }) => step)).toEqual([
      'verify-credentials',
      'keep-credentials',
      'find-apis',
      'list-webhooks',
      'create-webhook',
      'subscribe-account',
    ]);
    expect((await register()).webhook).toEqual(first.webhook);
    expect(onX()).toEqual({ subscriptions: 1, webhooks: 1 });
  });

  test('remembers the environment, also across a restart', async () => {
    await register();
    await rig.restart();
    const { registration } = served()[0] ?? {};
    expect(registration).toEqual({ environmentName: 'prod', webhookUrl });
  });

  test('plans first: what would be created, and after that what would be adopted', async () => {
    const before = await plan();
    expect(before.webhook).toBeUndefined();
    expect(outcomes(before)).toEqual([
      'these are the tokens of @northwind_bank',
      'would be kept, encrypted',
      'messages by v1.1, events by Account Activity (v1.1), as X answers',
      '0 registered in prod',
      'would be created',
      '@northwind_bank would be subscribed',
    ]);
    expect([onX(), served()]).toEqual([{ subscriptions: 0, webhooks: 0 }, []]);

    const { webhook } = await register();
    const after = await plan();
    expect(after.webhook).toEqual(webhook);
    expect(outcomes(after).slice(4)).toEqual([
      `${webhook?.id} would be adopted`,
      '@northwind_bank is subscribed already',
    ]);
  });

  test('plans what stands in the way, and is refused by it', async () => {
    const other = webhookUrl.replace('connector', 'elsewhere');
    const { webhook } = await register({ webhookUrl: other });
    const there = `${webhook?.id} (${other})`;
    expect(outcomes(await plan())[4]).toContain(`if X has no room: ${there} stands there`);

    const error = await register().catch((thrown) => thrown);
    expect(error).toEqual(refused('ALREADY_EXISTS', /^The step create-webhook failed/));
    expect(adviceOf(error)).toContain(there);
    expect(onX().webhooks).toBe(1);
  });

  test.each([{}, { validateOnly: true }])('refuses keys of another account: %j', async (more) => {
    const error = await register({
      ...more,
      webhookUrl: 'https://connector.example/webhook/twitter/5',
    }).catch((thrown) => thrown);
    expect(error).toEqual(refused('FAILED_PRECONDITION', new RegExp(business)));
    expect(adviceOf(error)).toContain(`/webhook/twitter/${business}`);
    expect(served()).toEqual([]);
  });

  test('names all faults of a request at once, and repeats none of its values', async () => {
    const error = await register({
      credentials: { apiKey: 's3cret key' },
      webhookUrl: 'http://s3cret:1/',
      environment: '/s3cret',
    }).catch((thrown) => thrown);
    expect(error).toEqual(
      refused('INVALID_ARGUMENT', /credentials.api_key .*; webhook_url .*; environment /),
    );
    expect(error.details).not.toContain('s3cret');
  });

  test('is safe when several callers do it at once', async () => {
    const all = await Promise.all([register(), register(), register()]);
    expect(new Set(all.map(({ webhook }) => webhook?.id)).size).toBe(1);
    expect(onX()).toEqual({ subscriptions: 1, webhooks: 1 });
  });

  test('that was cancelled ends between two steps, and leaves nothing behind', async () => {
    rig.x.addFault({ method: 'GET', path: listing, times: 1, when: 'before', delayMs: 300 });
    const ended = new Promise((resolve) => {
      const call = client.registerAndSubscribe(requestOf(), resolve);
      const seen = () => rig.x.requests().some(({ path }) => path.includes('verify_credentials'));
      void eventually(async () => seen(), Boolean).then(() => call.cancel());
    });
    expect(await ended).toEqual(refused('CANCELLED', /./));
    await eventually(
      async () => served(),
      (accounts) => accounts.length === 0 && rig.x.requests().some(({ path }) => path === listing),
    );
    expect(onX()).toEqual({ subscriptions: 0, webhooks: 0 });
  });

  test('whose deadline has passed ends between two steps', async () => {
    rig.x.addFault({ method: 'GET', path: listing, times: 1, when: 'before', delayMs: 400 });
    const running = register({}, { deadline: Date.now() + 200 });
    await expect(running).rejects.toEqual(refused('DEADLINE_EXCEEDED', /./));
    await eventually(
      async () => served(),
      (accounts) => accounts.length === 0,
    );
    expect(onX()).toEqual({ subscriptions: 0, webhooks: 0 });
  });
});
