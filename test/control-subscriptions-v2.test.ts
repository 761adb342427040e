import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { credentials as channel } from '@grpc/grpc-js';
import {
  AccountServiceClient,
  EventsApi,
  MessagesApi,
  PutCredentialsRequest,
} from '../src/adapters/grpc/generated/twitter_connector/v1/account.ts';
import {
  CountSubscriptionsRequest,
  DeleteWebhookRequest,
  ListSubscriptionsRequest,
  type ListSubscriptionsResponse,
  ListWebhooksRequest,
  type ListWebhooksResponse,
  RegisterAndSubscribeRequest,
  type RegisterAndSubscribeResponse,
  RegisterWebhookRequest,
  type RegisterWebhookResponse,
  SubscribeRequest,
  SubscriptionServiceClient,
  UnsubscribeRequest,
  ValidateWebhookRequest,
} from '../src/adapters/grpc/generated/twitter_connector/v1/subscription.ts';
import { AdministrationRig, business, keys, webhookUrl } from './administration-rig.ts';
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
beforeEach(() => rig.reset());
afterAll(async () => {
  client.close();
  accounts.close();
  await rig.close();
  expect(rig.reported).toEqual([]);
});

const account = `accounts/${business}`;
const list = () =>
  ask<ListWebhooksResponse>((settle) =>
    client.listWebhooks(ListWebhooksRequest.fromPartial({ account }), settle),
  ).then(({ webhooks }) => webhooks);
const register = () =>
  ask<RegisterWebhookResponse>((settle) =>
    client.registerWebhook(
      RegisterWebhookRequest.fromPartial({ account, url: webhookUrl }),
      settle,
    ),
  );
const validate = (webhookId: string) =>
  ask((settle) =>
    client.validateWebhook(ValidateWebhookRequest.fromPartial({ account, webhookId }), settle),
  );
const remove = (webhookId: string) =>
  ask((settle) =>
    client.deleteWebhook(DeleteWebhookRequest.fromPartial({ account, webhookId }), settle),
  );
const subscribe = () =>
  ask((settle) => client.subscribe(SubscribeRequest.fromPartial({ account }), settle));
const unsubscribe = () =>
  ask((settle) => client.unsubscribe(UnsubscribeRequest.fromPartial({ account }), settle));
const subscribed = () =>
  ask<ListSubscriptionsResponse>((settle) =>
    client.listSubscriptions(ListSubscriptionsRequest.fromPartial({ account }), settle),
  ).then(({ userIds }) => userIds);
const count = () =>
  ask((settle) =>
    client.countSubscriptions(CountSubscriptionsRequest.fromPartial({ account }), settle),
  );

describe.each([
  ['Account Activity of v2', EventsApi.V2, { used: 1, provisioned: 3 }],
  ['X Activity', EventsApi.X_ACTIVITY, { used: 6, provisioned: 0 }],
] as const)('an account whose events come by %s', (_name, events, used) => {
  const apis = { messages: MessagesApi.V2, events };
  const everything = { without: [] };

  test('needs no environment for what is done step by step', async () => {
    const credentials = PutCredentialsRequest.fromPartial({ credentials: keys, apis });
    await ask((settle) => accounts.putCredentials(credentials, settle));
    await expect(subscribe()).rejects.toEqual(refused('NOT_FOUND', /no webhook of the app/));

    const { adopted, webhook } = await register();
    expect([adopted, webhook?.url]).toEqual([false, webhookUrl]);
    expect(await register()).toEqual({ adopted: true, webhook });
    rig.x.invalidateWebhook(webhook?.id ?? '');
    expect(await list()).toEqual([{ ...webhook, valid: false }]);
    await validate(webhook?.id ?? '');
    expect(await list()).toEqual([webhook]);

    expect([await subscribe(), await subscribe()]).toEqual([everything, everything]);
    expect([await subscribed(), await count()]).toEqual([[business], used]);
    expect([await unsubscribe(), await unsubscribe()]).toEqual([{}, {}]);
    expect(await subscribed()).toEqual([]);
    await remove(webhook?.id ?? '');
    expect(await list()).toEqual([]);
    await expect(remove('404')).rejects.toEqual(refused('NOT_FOUND', /WebhookIdInvalid/));
  });

  test('needs none to be registered at once either', async () => {
    const request = { credentials: keys, webhookUrl, apis };
    const registered = () =>
      ask<RegisterAndSubscribeResponse>((settle) =>
        client.registerAndSubscribe(RegisterAndSubscribeRequest.fromPartial(request), settle),
      );
    const { steps, webhook } = await registered();
    expect(steps.map(({ step }) => step)).toContain('subscribe-account');
    expect(await registered()).toMatchObject({ account, webhook });
    expect([await subscribed(), await list()]).toEqual([[business], [webhook]]);
  });
});
