import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { credentials as channel } from '@grpc/grpc-js';
import { DEFAULT_APP, DEFAULT_CUSTOMERS } from '../sandbox/twitter/defaults.ts';
import {
  type Account,
  AccountServiceClient,
  AccountState,
  AccountView,
  GetAccountRequest,
  type GetAccountResponse,
  ListAccountsRequest,
  type ListAccountsResponse,
  LookUpUserRequest,
  type LookUpUserResponse,
  PutCredentialsRequest,
  type PutCredentialsResponse,
} from '../src/adapters/grpc/generated/twitter_connector/v1/account.ts';
import { detailsOf } from '../src/adapters/grpc/test-server.ts';
import { tokens } from '../src/app/tokens.ts';
import { accountOf } from '../src/domain/accounts/administered.model.ts';
import { AdministrationRig, adviceOf, business, keys, webhookUrl } from './administration-rig.ts';
import { ask, refused } from './control-client.ts';

const rig = new AdministrationRig();
let client: AccountServiceClient;

beforeAll(async () => {
  await rig.start();
  client = new AccountServiceClient(`127.0.0.1:${rig.port}`, channel.createInsecure());
});
beforeEach(() => rig.reset());
afterAll(async () => {
  client.close();
  await rig.close();
  expect(rig.reported).toEqual([]);
});

const name = `accounts/${business}`;
const put = (more: object = {}) =>
  ask<PutCredentialsResponse>((settle) =>
    client.putCredentials(
      PutCredentialsRequest.fromPartial({ credentials: keys, ...more }),
      settle,
    ),
  );
const get = (more: object = {}) =>
  ask<GetAccountResponse>((settle) =>
    client.getAccount(GetAccountRequest.fromPartial({ name, ...more }), settle),
  ).then(({ account }) => account as Account);
const list = (more: object = {}) =>
  ask<ListAccountsResponse>((settle) =>
    client.listAccounts(ListAccountsRequest.fromPartial(more), settle),
  );
const lookUp = (more: object) =>
  ask<LookUpUserResponse>((settle) =>
    client.lookUpUser(LookUpUserRequest.fromPartial(more), settle),
  );
const register = () =>
  rig.container.get(tokens.registerAndSubscribe).execute({
    accountId: business,
    credentials: {
      consumerKey: keys.apiKey,
      consumerSecret: keys.apiKeySecret,
      accessToken: keys.accessToken,
      accessTokenSecret: keys.accessTokenSecret,
    },
    webhookUrl,
    environmentName: DEFAULT_APP.environment,
  });

describe('PutCredentials', () => {
  test.each([{}, { name }])('keeps keys that X knows: %j', async (more) => {
    const { account } = await put(more);
    expect(account).toMatchObject({ name, id: business, userName: 'northwind_bank' });
    expect((await list()).accounts).toMatchObject([{ name, state: AccountState.ACTIVE }]);
  });

  test('only checks when that is asked', async () => {
    expect((await put({ validateOnly: true })).account).toMatchObject({ name, state: 0 });
    expect((await list()).accounts).toEqual([]);
    await put();
    const { account } = await put({ validateOnly: true });
    expect(account).toMatchObject({ name, state: AccountState.ACTIVE });
  });

  test('refuses keys of another account, says whose they are and what to do', async () => {
    const given = await put({ name: 'accounts/5' }).catch((error) => error);
    expect(given).toEqual(refused('FAILED_PRECONDITION', new RegExp(business)));
    expect(adviceOf(given)).toContain('Use the tokens of account 5');
  });

  test('refuses keys that X does not know', async () => {
    const wrong = { ...keys, accessTokenSecret: 'wrong' };
    await expect(put({ credentials: wrong })).rejects.toEqual(
      refused('FAILED_PRECONDITION', /verify-credentials.*code 32/),
    );
    expect((await list()).accounts).toEqual([]);
  });

  test('names all faults of a request at once, and repeats none of its values', async () => {
    const credentials = { apiKey: 'has s3cret', bearerToken: 's3cret\n', accessToken: ' ' };
    const given = await put({ name: 'accounts/x', credentials }).catch((error) => error);
    expect(given).toEqual(
      refused(
        'INVALID_ARGUMENT',
        /^name .*; credentials.api_key .*; credentials.api_key_secret .*; credentials.access_token .*; credentials.access_token_secret /,
      ),
    );
    expect(given.details + JSON.stringify(detailsOf(given))).not.toContain('s3cret');
    await expect(put({ credentials: undefined })).rejects.toEqual(
      refused('INVALID_ARGUMENT', 'credentials is missing'),
    );
  });

  test('says when X asks to wait', async () => {
    rig.x.addFault({ path: '/1.1/', times: 1, when: 'before', code: 88, retryAfterReset: 90 });
    const given = await put().catch((error) => error);
    expect(given).toEqual(refused('RESOURCE_EXHAUSTED', /code 88/));
    const types = detailsOf(given).details.map(({ typeUrl }) => typeUrl.split('.').at(-1));
    expect(types).toEqual(['ErrorInfo', 'RetryInfo']);
  });
});

describe('GetAccount', () => {
  test('tells what is known without asking X', async () => {
    await register();
    const calls = rig.x.requests().length;
    const account = await get();
    expect(account).toMatchObject({
      name,
      id: business,
      state: AccountState.ACTIVE,
      capabilities: [1, 2, 3, 4, 5, 6],
      environment: 'prod',
      webhookUrl,
      userName: '',
      webhookValid: undefined,
      subscribed: undefined,
      unanswered: [],
    });
    expect(rig.x.requests()).toHaveLength(calls);
  });

  test('tells the limits that X spoke of, of the account and of its app', async () => {
    await register();
    const { rateBudgets } = await get();
    const told = rateBudgets.map(({ endpoint, window, limit }) => `${endpoint} ${window} ${limit}`);
    expect(told).toEqual(
      expect.arrayContaining([
        'GET /1.1/account/verify_credentials.json 15m 75',
        'GET /1.1/account_activity/all/{environment}/webhooks.json 15m 15',
        'POST /1.1/account_activity/all/{environment}/subscriptions.json 15m 500',
        'POST /1.1/account_activity/all/{environment}/webhooks.json 15m 15',
      ]),
    );
    const soon = Date.now() + 16 * 60_000;
    for (const { resetTime } of rateBudgets) expect(resetTime?.getTime()).toBeLessThan(soon);
  });

  test('asks X when everything is wanted', async () => {
    const { webhook } = await register();
    const full = { view: AccountView.FULL };
    const known = { userName: 'northwind_bank', webhookValid: true, subscribed: true };
    expect(await get(full)).toMatchObject({ ...known, unanswered: [] });
    rig.x.invalidateWebhook(webhook.id);
    expect(await get(full)).toMatchObject({ ...known, webhookValid: false });
  });

  test('tells what X did not answer, and the rest all the same', async () => {
    await register();
    rig.x.addFault({ path: '/1.1/account/', times: 1, when: 'before', code: 88 });
    expect(await get({ view: AccountView.FULL })).toMatchObject({
      userName: '',
      subscribed: true,
      unanswered: [
        { field: 'user_name', reason: 'throttled', detail: expect.stringContaining('code 88') },
      ],
    });
  });

  test('tells when X told something last, also after a restart', async () => {
    await register();
    expect((await get()).lastEventTime).toBeUndefined();
    const before = Date.now();
    const [ada] = DEFAULT_CUSTOMERS;
    const people = { target: { recipient_id: business }, sender_id: ada.id };
    const event = { ...people, message_data: { text: 'hello' } };
    const create = { type: 'message_create', id: '99', message_create: event };
    const body = { for_user_id: business, direct_message_events: [create] };
    const vouching = { serves: (id: string) => id === business, isOwn: () => true };
    await rig.webhook().receive(business, body, vouching);
    const told = (await get()).lastEventTime?.getTime() ?? 0;
    expect(told).toBeGreaterThanOrEqual(before);

    await rig.restart();
    expect((await get()).lastEventTime?.getTime()).toBe(told);
  });

  test('does not know others, nor names that are none', async () => {
    const missing = refused('NOT_FOUND', 'no account 5');
    await expect(get({ name: 'accounts/5' })).rejects.toEqual(missing);
    await expect(get({ name: 'accounts/5', view: 2 })).rejects.toEqual(missing);
    for (const wrong of ['', '5', 'accounts/', 'accounts/a', 'accounts/5/x', 'accounts/%35']) {
      await expect(get({ name: wrong })).rejects.toEqual(refused('INVALID_ARGUMENT', /^name must/));
    }
    await expect(get({ view: 9 })).rejects.toEqual(refused('INVALID_ARGUMENT', /^view /));
  });
});

describe('ListAccounts', () => {
  test('goes through all accounts page by page, and refuses foreign tokens', async () => {
    const accounts = rig.container.get(tokens.accounts);
    for (const id of ['10', '9', '8']) await accounts.save(accountOf(id));
    const first = await list({ pageSize: 2 });
    const second = await list({ pageSize: 2, pageToken: first.nextPageToken });
    expect([first, second].map((page) => page.accounts.map(({ id }) => id))).toEqual([
      ['8', '9'],
      ['10'],
    ]);
    expect(second.nextPageToken).toBe('');
    expect((await list({ pageSize: 2 ** 31 - 1 })).accounts).toHaveLength(3);
    await expect(list({ pageToken: 'x' })).rejects.toEqual(refused('INVALID_ARGUMENT', /^page_t/));
    await expect(list({ pageSize: -1 })).rejects.toEqual(refused('INVALID_ARGUMENT', /^page_s/));
  });
});

describe('LookUpUser', () => {
  test('finds the id behind a name', async () => {
    await put();
    const [ada] = DEFAULT_CUSTOMERS;
    for (const userName of ['ada', '@ADA']) {
      expect(await lookUp({ userName, account: name })).toEqual({ id: ada.id, userName: 'ada' });
    }
    expect(await lookUp({ userName: ' ada ' })).toMatchObject({ id: ada.id });
  });

  test('does not find nobody, and needs an account that asks', async () => {
    await expect(lookUp({ userName: 'ada' })).rejects.toEqual(refused('NOT_FOUND', /no account/));
    await put();
    await expect(lookUp({ userName: 'nobody' })).rejects.toEqual(
      refused('NOT_FOUND', /X answered/),
    );
    await expect(lookUp({ userName: 'ada', account: 'accounts/5' })).rejects.toEqual(
      refused('NOT_FOUND', 'no account 5'),
    );
    await expect(lookUp({ userName: ' @', account: '5' })).rejects.toEqual(
      refused('INVALID_ARGUMENT', /^user_name .*; account /),
    );
  });
});
