import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { credentials as channel, type ServiceError } from '@grpc/grpc-js';
import {
  AccountServiceClient,
  GetAccountRequest,
  ListAccountsRequest,
  LookUpUserRequest,
  PutCredentialsRequest,
  RemoveAccountRequest,
} from '../src/adapters/grpc/generated/twitter_connector/v1/account.ts';
import {
  ListWebhooksRequest,
  RegisterAndSubscribeRequest,
  RegisterWebhookRequest,
  SubscribeRequest,
  SubscriptionServiceClient,
} from '../src/adapters/grpc/generated/twitter_connector/v1/subscription.ts';
import { loggingObserver } from '../src/app/log.ts';
import { AdministrationRig, business, keys, webhookUrl } from './administration-rig.ts';
import { ask } from './control-client.ts';

const rig = new AdministrationRig();
/** Every answer and every end of a call, with all that came with it. */
const heard: string[] = [];
const lines: string[] = [];

const name = `accounts/${business}`;
const bearerToken = 'PLANTED-BEARER-TOKEN-0123456789';
const credentials = { ...keys, bearerToken };
const wrong = { ...credentials, accessTokenSecret: 'PLANTED-WRONG-SECRET' };
const secrets = [...Object.values(credentials), wrong.accessTokenSecret];

/** X repeats what it was sent, as no X should. */
const indiscreet = (path: string) =>
  rig.x.addFault({
    path,
    times: 1,
    when: 'before',
    status: 403,
    code: 261,
    message: `Not for ${secrets.join(' and ')}.`,
  });

async function hear<A>(call: Parameters<typeof ask<A>>[0]): Promise<void> {
  const answer = await ask<A>(call).catch((error: ServiceError) => ({
    details: error.details,
    trailers: Object.values(error.metadata.getMap()).map(String),
  }));
  heard.push(JSON.stringify(answer));
}

/** Whatever can be asked, in good order, refused by X, and refused by us. */
async function everything(accounts: AccountServiceClient, client: SubscriptionServiceClient) {
  const put = (more: object) =>
    hear((settle) =>
      accounts.putCredentials(PutCredentialsRequest.fromPartial({ credentials, ...more }), settle),
    );
  const register = (more: object) =>
    hear((settle) => {
      const given = { credentials, webhookUrl, environment: 'prod', ...more };
      client.registerAndSubscribe(RegisterAndSubscribeRequest.fromPartial(given), settle);
    });
  const get = () =>
    hear((settle) => accounts.getAccount(GetAccountRequest.fromPartial({ name, view: 2 }), settle));

  for (const more of [{}, { validateOnly: true }]) {
    await put(more);
    await put({ ...more, credentials: wrong });
    await put({ ...more, name: 'accounts/5' });
    await put({ ...more, credentials: { ...credentials, apiKeySecret: '' } });
    await put({ ...more, credentials: { ...credentials, accessToken: `${keys.accessToken} x` } });
    indiscreet('/1.1/account/');
    await put(more);
    await register(more);
    await register({ ...more, credentials: wrong });
    await register({ ...more, webhookUrl: 'https://connector.example/webhook/twitter/5' });
    await register({ ...more, webhookUrl: webhookUrl.replace('connector', 'nobody') });
    await register({ ...more, webhookUrl: `https://${keys.apiKeySecret}@host/` });
    await register({ ...more, environment: keys.apiKey });
    indiscreet('/1.1/account_activity/');
    await register(more);
  }
  await get();
  indiscreet('/1.1/account/');
  await get();
  await hear((settle) => accounts.listAccounts(ListAccountsRequest.fromPartial({}), settle));
  indiscreet('/1.1/users/');
  const lookUp = LookUpUserRequest.fromPartial({ userName: 'ada' });
  await hear((settle) => accounts.lookUpUser(lookUp, settle));
  const acting = { account: name };
  const list = ListWebhooksRequest.fromPartial(acting);
  indiscreet('/1.1/account_activity/');
  await hear((settle) => client.listWebhooks(list, settle));
  const hook = RegisterWebhookRequest.fromPartial({ ...acting, url: 'https://x.example/' });
  await hear((settle) => client.registerWebhook(hook, settle));
  indiscreet('/1.1/account_activity/');
  await hear((settle) => client.subscribe(SubscribeRequest.fromPartial(acting), settle));
  const remove = RemoveAccountRequest.fromPartial({ name });
  await hear((settle) => accounts.removeAccount(remove, settle));
}

beforeAll(async () => {
  await rig.start();
  const at = [`127.0.0.1:${rig.port}`, channel.createInsecure()] as const;
  const clients = [new AccountServiceClient(...at), new SubscriptionServiceClient(...at)] as const;
  await everything(...clients);
  for (const client of clients) client.close();
  const log = { isLevelEnabled: () => true } as Record<string, unknown>;
  for (const level of ['trace', 'debug', 'info', 'warn', 'error']) {
    log[level] = (...line: unknown[]) => void lines.push(JSON.stringify(line));
  }
  const observer = loggingObserver(log as unknown as Parameters<typeof loggingObserver>[0]);
  for (const occurrence of rig.noticed) observer.notice(occurrence);
});
afterAll(async () => {
  await rig.close();
  expect(rig.reported).toEqual([]);
});

test('there is something to read', () => {
  expect(heard.length).toBeGreaterThan(30);
  expect(heard.filter((text) => text.includes('"details"')).length).toBeGreaterThan(15);
  expect(heard.join()).toContain('northwind_bank');
  expect(lines.join()).toContain('account removed');
});

test.each(secrets)('no answer, error or log has a key (%#)', (secret) => {
  for (const text of [...heard, ...lines]) expect(text).not.toContain(secret);
});
