import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { credentials as channel } from '@grpc/grpc-js';
import { DEFAULT_APP, DEFAULT_BUSINESS, DEFAULT_CUSTOMERS } from '../sandbox/twitter/defaults.ts';
import {
  AccountServiceClient,
  AccountState,
  AccountView,
  EventsApi,
  GetAccountRequest,
  type GetAccountResponse,
  MessagesApi,
  PutCredentialsRequest,
  type PutCredentialsResponse,
} from '../src/adapters/grpc/generated/twitter_connector/v1/account.ts';
import { registrationIn } from '../src/adapters/administration/registration-in.ts';
import { tokens } from '../src/app/tokens.ts';
import { AdministrationRig, adviceOf, business, keys, webhookUrl } from './administration-rig.ts';
import { ask, refused } from './control-client.ts';
import { eventually } from './eventually.ts';

const rig = new AdministrationRig();
let client: AccountServiceClient;

beforeAll(async () => {
  await rig.start();
  client = new AccountServiceClient(`127.0.0.1:${rig.port}`, channel.createInsecure());
});
beforeEach(async () => {
  await rig.reset();
  rig.noticed.length = 0;
});
afterAll(async () => {
  client.close();
  await rig.close();
  expect(rig.reported).toEqual([]);
});

const name = `accounts/${business}`;
const [ada] = DEFAULT_CUSTOMERS;
const { apiKey, apiKeySecret } = keys;
const put = async (credentials: object, more: object = {}) => {
  const request = PutCredentialsRequest.fromPartial({ credentials, ...more });
  const answer = await ask<PutCredentialsResponse>((settle) =>
    client.putCredentials(request, settle),
  );
  return answer.account!;
};
const get = async () => {
  const request = GetAccountRequest.fromPartial({ name, view: AccountView.FULL });
  const answer = await ask<GetAccountResponse>((settle) => client.getAccount(request, settle));
  return answer.account!;
};
/** A connection that the business permits now; its access token lasts so long. */
const connection = (expiresInSecs?: number) => {
  const issued = rig.x.oauth2.issueTokens(DEFAULT_BUSINESS.id, { expiresInSecs });
  return {
    apiKey,
    apiKeySecret,
    oauth2ClientId: DEFAULT_APP.clientId,
    oauth2AccessToken: issued.access_token,
    oauth2RefreshToken: issued.refresh_token ?? '',
  };
};
const refreshes = () => rig.x.requests().filter(({ path }) => path === '/2/oauth2/token').length;
let said = 0;
const agentSays = (text: string) =>
  rig.container.get(tokens.receiveAgentMessage).execute({
    id: `oauth2-${said++}`,
    accountId: business,
    customerId: ada.id,
    content: { kind: 'text', text },
  });
const sent = (count: number) =>
  eventually(
    () => rig.x.messages({ with: ada.id }).map(({ text }) => text),
    (texts) => texts.length >= count,
  );

describe('an account that is connected by OAuth 2.0', () => {
  test('is added, shown, and writes to its customers by v2', async () => {
    const added = await put(connection());
    expect(added).toMatchObject({ name, userName: DEFAULT_BUSINESS.screenName });
    expect(await get()).toMatchObject({ apisAssumed: false, apis: { messages: MessagesApi.V2 } });
    await agentSays('hello');
    expect(await sent(1)).toEqual(['hello']);
  });

  test('may be given again after its tokens were renewed, and nothing is used up twice', async () => {
    const given = connection();
    await put(given);
    await agentSays('one');
    await sent(1);
    const before = refreshes();
    await put(given);
    await agentSays('two');
    expect(await sent(2)).toEqual(['one', 'two']);
    expect([before, refreshes()]).toEqual([1, 1]);
  });

  test('outlives its access token, and a restart', async () => {
    await put(connection(0));
    rig.x.change({ v2: { accessLifeSecs: 1 } });
    for (const text of ['one', 'two']) await agentSays(text);
    expect(await sent(2)).toEqual(['one', 'two']);
    const between = rig.container.get(tokens.accounts).find(business);
    await rig.restart();
    expect(rig.container.get(tokens.accounts).find(business)).toEqual(between);
    await agentSays('three');
    expect(await sent(3)).toEqual(['one', 'two', 'three']);
  });

  test('is registered by what administrators send, after a failure, again with the same body, and without v1.1', async () => {
    const { oauth2ClientId, oauth2RefreshToken } = connection();
    const body = {
      'API-KEY': apiKey,
      'API-KEY-SECRET': apiKeySecret,
      'OAUTH2-CLIENT-ID': oauth2ClientId,
      'OAUTH2-REFRESH-TOKEN': oauth2RefreshToken,
      'WEBHOOK-URL': webhookUrl,
    };
    const register = (more: object = {}) =>
      rig.container.get(tokens.registerAndSubscribe).execute(registrationIn({ ...body, ...more }));
    const deaf = { 'WEBHOOK-URL': `https://deaf.example/webhook/twitter/${business}` };
    await expect(register(deaf)).rejects.toMatchObject({ step: 'create-webhook' });
    expect(rig.container.get(tokens.accounts).all()).toEqual([]);
    expect(await register()).toMatchObject({ accountId: business, subscribed: true });
    expect(await register()).toMatchObject({ webhook: { url: webhookUrl, valid: true } });
    expect(refreshes()).toBe(1);
    expect(await get()).toMatchObject({ webhookValid: true, subscribed: true, unanswered: [] });
    const paths = rig.x.requests().map(({ path }) => path);
    expect(paths.filter((path) => path.startsWith('/1.1/'))).toEqual([]);
  });

  test('is unauthorized when X takes its tokens back, and what waits goes on with new ones', async () => {
    await put(connection());
    rig.x.registrations.revoke(business);
    await agentSays('late');
    const state = async () => (await get()).state;
    const isRefused = (found: AccountState) => found === AccountState.UNAUTHORIZED;
    expect(await eventually(state, isRefused)).toBe(AccountState.UNAUTHORIZED);
    expect(rig.x.messages({ with: ada.id })).toEqual([]);

    await put(connection());
    expect(await sent(1)).toEqual(['late']);
    const isActive = (found: AccountState) => found === AccountState.ACTIVE;
    expect(await eventually(state, isActive)).toBe(AccountState.ACTIVE);
  });

  test('is only checked when that is asked, which uses nothing up', async () => {
    const given = connection();
    expect(await put(given, { validateOnly: true })).toMatchObject({ name });
    expect(refreshes()).toBe(0);
    const ended = await put(connection(0), { validateOnly: true }).catch((error) => error);
    expect(ended).toEqual(refused('FAILED_PRECONDITION', /there is no access token that works/));
    expect(refreshes()).toBe(0);
  });

  test('is refused when its refresh token was used elsewhere, with what to do', async () => {
    const given = connection(0);
    await put(given);
    await rig.container.get(tokens.accounts).remove(business);
    await rig.restart();
    client.close();
    client = new AccountServiceClient(`127.0.0.1:${rig.port}`, channel.createInsecure());
    const error = await put(given).catch((thrown) => thrown);
    expect(error).toEqual(refused('FAILED_PRECONDITION', /connect the account again/));
    expect(adviceOf(error)).not.toBe('');
    expect(JSON.stringify(error)).not.toContain(given.oauth2RefreshToken);
  });
});

describe('an account of a new app, of which nobody says which APIs it uses', () => {
  const close = () => rig.x.registrations.changeApp(DEFAULT_APP.id, { refuses: ['v1.1'] });

  test('is asked of X when an administrator adds it', async () => {
    close();
    const { apis } = await put(keys);
    expect(apis?.messages).toBe(MessagesApi.V2);
    expect(apis?.events).not.toBe(EventsApi.V1_1);
  });

  test('is asked of X when it refuses v1.1 first, and the message goes by v2', async () => {
    close();
    await rig.container.get(tokens.saveCredentials).execute(business, {
      consumerKey: keys.apiKey,
      consumerSecret: keys.apiKeySecret,
      accessToken: keys.accessToken,
      accessTokenSecret: keys.accessTokenSecret,
    });
    await agentSays('hello');
    expect(await sent(1)).toEqual(['hello']);
    const account = await eventually(get, ({ apisAssumed }) => !apisAssumed);
    expect(account).toMatchObject({ apisAssumed: false, apis: { messages: MessagesApi.V2 } });
    expect(rig.noticed).toContainEqual(
      expect.objectContaining({ kind: 'apis', accountId: business }),
    );
  });
});
