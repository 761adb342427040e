import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { credentials as channel } from '@grpc/grpc-js';
import {
  AccountServiceClient,
  PutCredentialsRequest,
} from '../src/adapters/grpc/generated/twitter_connector/v1/account.ts';
import {
  CountSubscriptionsRequest,
  type CountSubscriptionsResponse,
  DeleteWebhookRequest,
  ListSubscriptionsRequest,
  type ListSubscriptionsResponse,
  ListWebhooksRequest,
  type ListWebhooksResponse,
  RegisterWebhookRequest,
  type RegisterWebhookResponse,
  SubscribeRequest,
  SubscriptionServiceClient,
  UnsubscribeRequest,
  ValidateWebhookRequest,
} from '../src/adapters/grpc/generated/twitter_connector/v1/subscription.ts';
import { AdministrationRig, adviceOf, business, keys, webhookUrl } from './administration-rig.ts';
import { ask, refused } from './control-client.ts';

const rig = new AdministrationRig();
let client: SubscriptionServiceClient;
let accounts: AccountServiceClient;

beforeAll(async () => {
  await rig.start();
  const at = [`127.0.0.1:${rig.port}`, channel.createInsecure()] as const;
  client = new SubscriptionServiceClient(...at);
  accounts = new AccountServiceClient(...at);
});
beforeEach(async () => {
  await rig.reset();
  const request = PutCredentialsRequest.fromPartial({ credentials: keys });
  await ask((settle) => accounts.putCredentials(request, settle));
});
afterAll(async () => {
  client.close();
  accounts.close();
  await rig.close();
  expect(rig.reported).toEqual([]);
});

const acting = { account: `accounts/${business}`, environment: 'prod' };
const list = (more: object = {}) =>
  ask<ListWebhooksResponse>((settle) =>
    client.listWebhooks(ListWebhooksRequest.fromPartial({ ...acting, ...more }), settle),
  ).then(({ webhooks }) => webhooks);
const register = (url = webhookUrl, more: object = {}) =>
  ask<RegisterWebhookResponse>((settle) =>
    client.registerWebhook(RegisterWebhookRequest.fromPartial({ ...acting, url, ...more }), settle),
  );
const validate = (webhookId: string) =>
  ask((settle) =>
    client.validateWebhook(ValidateWebhookRequest.fromPartial({ ...acting, webhookId }), settle),
  );
const remove = (webhookId: string) =>
  ask((settle) =>
    client.deleteWebhook(DeleteWebhookRequest.fromPartial({ ...acting, webhookId }), settle),
  );
const subscribe = (more: object = {}) =>
  ask<object>((settle) =>
    client.subscribe(SubscribeRequest.fromPartial({ ...acting, ...more }), settle),
  );
const unsubscribe = (more: object = {}) =>
  ask((settle) =>
    client.unsubscribe(UnsubscribeRequest.fromPartial({ ...acting, ...more }), settle),
  );
const subscribed = () =>
  ask<ListSubscriptionsResponse>((settle) =>
    client.listSubscriptions(ListSubscriptionsRequest.fromPartial(acting), settle),
  ).then(({ userIds }) => userIds);
const count = (account = acting.account) =>
  ask<CountSubscriptionsResponse>((settle) =>
    client.countSubscriptions(CountSubscriptionsRequest.fromPartial({ account }), settle),
  );

describe('webhooks', () => {
  test('are registered, adopted, listed, validated and deleted', async () => {
    const { webhook, adopted } = await register();
    expect([adopted, webhook]).toEqual([false, expect.objectContaining({ url: webhookUrl })]);
    const id = webhook?.id ?? '';
    rig.x.invalidateWebhook(id);
    expect(await list()).toMatchObject([{ id, url: webhookUrl, valid: false }]);
    expect(await validate(id)).toEqual({});
    expect(await list()).toMatchObject([{ id, valid: true }]);
    expect(await register()).toMatchObject({ adopted: true, webhook: { id, valid: true } });
    expect(await remove(id)).toEqual({});
    expect(await list()).toEqual([]);
  });

  test('that do not pass the challenge are refused, with what to do', async () => {
    const url = webhookUrl.replace('connector', 'nobody');
    const error = await register(url).catch((thrown) => thrown);
    expect(error).toEqual(refused('FAILED_PRECONDITION', /create-webhook failed: .*code 214/));
    expect(adviceOf(error)).toMatch(/public address/);
    expect(await list()).toEqual([]);
  });

  test('of others are never touched, and are named when they stand in the way', async () => {
    const other = webhookUrl.replace('connector', 'elsewhere');
    const { webhook } = await register(other);
    const error = await register().catch((thrown) => thrown);
    expect(error).toEqual(refused('ALREADY_EXISTS', /Too many resources/));
    expect(adviceOf(error)).toContain(`${webhook?.id} (${other})`);
    expect(await list()).toEqual([webhook]);
  });

  test('that X does not know are not found', async () => {
    const missing = refused('NOT_FOUND', /code 34/);
    await expect(validate('404')).rejects.toEqual(missing);
    await expect(remove('404')).rejects.toEqual(missing);
    await expect(list({ environment: 'Prod' })).rejects.toEqual(missing);
  });

  test('need a well-formed request, all of whose faults are named', async () => {
    await expect(register('http://host:1/', { account: '5', environment: '..' })).rejects.toEqual(
      refused(
        'INVALID_ARGUMENT',
        /^account must .*; environment must .*; url must begin .*; url must not name .*; url must end/,
      ),
    );
    await expect(register('')).rejects.toEqual(refused('INVALID_ARGUMENT', 'url is missing'));
    for (const id of ['', 'a/b', '..', '1.json']) {
      await expect(remove(id)).rejects.toEqual(refused('INVALID_ARGUMENT', /^webhook_id must/));
      await expect(validate(id)).rejects.toEqual(refused('INVALID_ARGUMENT', /^webhook_id must/));
    }
  });

  test('need an account that is served, and an environment', async () => {
    await expect(list({ account: 'accounts/5' })).rejects.toEqual(
      refused('NOT_FOUND', 'no account 5'),
    );
    await expect(list({ environment: '' })).rejects.toEqual(
      refused('INVALID_ARGUMENT', /^environment must be given/),
    );
  });
});

describe('subscriptions', () => {
  beforeEach(async () => void (await register()));

  test('are made, listed, counted and ended, and repetitions change nothing', async () => {
    const everything = { without: [] };
    expect([await subscribe(), await subscribe()]).toEqual([everything, everything]);
    expect(await subscribed()).toEqual([business]);
    expect(await count()).toEqual({ used: 1, provisioned: 15 });
    expect([await unsubscribe(), await unsubscribe()]).toEqual([{}, {}]);
    expect(await subscribed()).toEqual([]);
  });

  test('of another account of the app can be ended', async () => {
    await subscribe();
    expect(await unsubscribe({ userId: '5' })).toEqual({});
    expect(await unsubscribe({ userId: business })).toEqual({});
    expect(await subscribed()).toEqual([]);
  });

  test('that X refuses say what to do', async () => {
    rig.x.addFault({ path: '/1.1/account_activity/', times: 1, when: 'before', code: 348 });
    const error = await subscribe().catch((thrown) => thrown);
    expect(error).toEqual(refused('FAILED_PRECONDITION', /subscribe-account failed: .*code 348/));
    expect(adviceOf(error)).toContain('Direct Messages');
  });

  test('are not found where there is no webhook, account or environment', async () => {
    await expect(subscribe({ environment: 'nowhere' })).rejects.toEqual(
      refused('NOT_FOUND', /code 34/),
    );
    await expect(unsubscribe({ environment: 'nowhere' })).rejects.toEqual(
      refused('NOT_FOUND', /code 34/),
    );
    await expect(count('accounts/5')).rejects.toEqual(refused('NOT_FOUND', 'no account 5'));
    await expect(count('5')).rejects.toEqual(refused('INVALID_ARGUMENT', /^account must/));
    await expect(unsubscribe({ userId: 'ada' })).rejects.toEqual(
      refused('INVALID_ARGUMENT', /^user_id must/),
    );
  });
});
