import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  Account,
  AccountState,
  AccountView,
} from '../../adapters/grpc/generated/twitter_connector/v1/account.ts';
import { Failure } from '../../domain/errors.ts';
import { CannedService } from '../canned-service.model.ts';
import { exitCodes } from '../exit-codes.ts';
import { runOn } from '../run-on.model.ts';
import { FakeTerminal } from '../terminal/fake-terminal.model.ts';

const service = new CannedService();
beforeAll(() => service.start());
afterAll(() => service.stop());

const bank = Account.fromPartial({
  name: 'accounts/732739706',
  id: '732739706',
  state: AccountState.ACTIVE,
  capabilities: [1, 5],
  apis: { messages: 2, events: 3 },
  lastEventTime: new Date('2026-03-01T11:58:00Z'),
  environment: 'prod',
  webhookUrl: 'https://connector.example/webhook/twitter/732739706',
});
const shop = Account.fromPartial({
  name: 'accounts/9',
  id: '9',
  state: AccountState.UNAUTHORIZED,
  troubleTime: new Date('2026-03-01T09:00:00Z'),
  apis: { messages: 1, events: 1 },
  apisAssumed: true,
});

beforeEach(() => {
  service.world.accounts = [bank, shop];
  service.world.asked.length = 0;
  service.world.failing.clear();
});

describe('accounts list', () => {
  test('is a table for people', async () => {
    const { code, lines } = await runOn(service, ['accounts', 'list']);
    expect(code).toBe(exitCodes.ok);
    const heads = ['ACCOUNT', 'STATE', 'MESSAGES BY', 'EVENTS BY', 'ENVIRONMENT', 'LAST EVENT'];
    heads.push('IN TROUBLE SINCE', 'WEBHOOK');
    const [assumed, since] = ['v1.1 (assumed)', '2026-03-01T09:00:00Z (3h ago)'];
    const last = '2026-03-01T11:58:00Z (2m ago)';
    expect(lines.map((line) => line.split(/ {2,}/))).toEqual([
      heads,
      ['732739706', 'active', 'v2', 'x-activity', 'prod', last, '-', bank.webhookUrl],
      ['9', 'unauthorized', assumed, assumed, '-', '-', since, '-'],
    ]);
  });

  test('is the JSON of the contract for programs', async () => {
    const { terminal } = await runOn(service, ['accounts', 'list', '--json']);
    expect(terminal.values).toEqual([Account.toJSON(bank), Account.toJSON(shop)]);
  });
});

describe('accounts show', () => {
  test('tells what the connector knows, and asks X only when it is told to', async () => {
    const { lines } = await runOn(service, ['accounts', 'show', '732739706']);
    expect(lines).toContain('capabilities      quick replies, media');
    expect(lines).toContain('user name         not asked');
    expect(lines).toContain('messages by       v2');
    expect(lines).toContain('events by         x-activity');
    await runOn(service, ['accounts', 'show', 'accounts/732739706', '--full']);
    const views = service.world.requests('GetAccount');
    expect(views).toEqual([
      { name: 'accounts/732739706', view: AccountView.BASIC },
      { name: 'accounts/732739706', view: AccountView.FULL },
    ]);
  });

  test('says what X does not tell, and why', async () => {
    const detail = 'X answered 429 code 88';
    const unanswered = [{ field: 'webhook_valid', reason: 'throttled', detail }];
    service.world.accounts = [{ ...bank, userName: 'bank', subscribed: false, unanswered }];
    const { lines } = await runOn(service, ['accounts', 'show', '732739706', '--full']);
    expect(lines).toContain('user name         @bank');
    expect(lines).toContain(`webhook valid     not known: ${detail}`);
    expect(lines).toContain('subscribed        no');
  });

  test('of an unknown one ends with 3', async () => {
    const { code, err } = await runOn(service, ['accounts', 'show', '1']);
    expect({ code, err }).toEqual({ code: exitCodes.notFound, err: 'There is no such account.\n' });
  });
});

describe('accounts set', () => {
  const keys = {
    API_KEY: 'the-key',
    API_KEY_SECRET: 'the-key-secret',
    ACCESS_TOKEN: 'the-token',
    ACCESS_TOKEN_SECRET: 'the-token-secret',
  };

  test('keeps the keys of the environment, and repeats none of them', async () => {
    const terminal = new FakeTerminal(false, keys);
    const { code, out, err } = await runOn(service, ['accounts', 'set', '732739706'], terminal);
    expect(code).toBe(exitCodes.ok);
    expect(service.world.requests('PutCredentials')).toMatchObject([
      {
        name: 'accounts/732739706',
        validateOnly: false,
        credentials: { apiKey: 'the-key', accessTokenSecret: 'the-token-secret', bearerToken: '' },
      },
    ]);
    expect(out).toContain('account 732739706 (@northwind_bank)');
    for (const secret of Object.values(keys)) expect(out + err).not.toContain(secret);
  });

  test('keeps a connection by OAuth 2.0 and what is said about APIs, and repeats no key', async () => {
    const { ACCESS_TOKEN: _, ACCESS_TOKEN_SECRET: __, ...app } = keys;
    const connection = {
      OAUTH2_CLIENT_ID: 'the-client',
      OAUTH2_REFRESH_TOKEN: 'the-refresh-token',
    };
    const apis = { MESSAGES_API: 'v2', EVENTS_API: 'v2' };
    const terminal = new FakeTerminal(false, { ...app, ...connection, ...apis });
    const { code, out, err } = await runOn(service, ['accounts', 'set'], terminal);
    expect(code).toBe(exitCodes.ok);
    expect(service.world.requests('PutCredentials')).toMatchObject([
      {
        apis: { messages: 2, events: 2 },
        credentials: { oauth2RefreshToken: 'the-refresh-token' },
      },
    ]);
    expect(out + err).not.toContain('the-');
  });

  test('only asks X with --check', async () => {
    const terminal = new FakeTerminal(false, keys);
    const { out } = await runOn(service, ['accounts', 'set', '--check'], terminal);
    expect(service.world.requests('PutCredentials')).toMatchObject([
      { name: '', validateOnly: true },
    ]);
    expect(out).toContain('nothing was kept');
  });

  test('asks for what is missing, without showing it', async () => {
    const { API_KEY_SECRET: _, ACCESS_TOKEN: __, ...some } = keys;
    const terminal = new FakeTerminal(true, some);
    const running = runOn(service, ['accounts', 'set'], terminal);
    await terminal.types('typed-key-secret\r', /API key secret: $/);
    await terminal.types('typed-token\r', /Access token: $/);
    const { code, err } = await running;
    expect(code).toBe(exitCodes.ok);
    expect(service.world.requests('PutCredentials')).toMatchObject([
      {
        credentials: {
          apiKey: 'the-key',
          apiKeySecret: 'typed-key-secret',
          accessToken: 'typed-token',
        },
      },
    ]);
    expect(err).not.toContain('typed');
  });

  test('names what is missing where nobody can be asked', async () => {
    const { code, err } = await runOn(service, ['accounts', 'set']);
    expect(code).toBe(exitCodes.usage);
    expect(err).toContain('Missing: API-KEY, API-KEY-SECRET, ACCESS-TOKEN, ACCESS-TOKEN-SECRET.');
  });
});

describe('accounts remove', () => {
  test('does so after a yes', async () => {
    const terminal = new FakeTerminal(true);
    const running = runOn(service, ['accounts', 'remove', '9'], terminal);
    await terminal.types('y\r', /Forget account 9\?/);
    expect((await running).code).toBe(exitCodes.ok);
    expect(service.world.accounts).toEqual([bank]);
  });

  test('does not without one', async () => {
    const { code } = await runOn(service, ['accounts', 'remove', '9']);
    expect(code).toBe(exitCodes.usage);
    expect(service.world.accounts).toEqual([bank, shop]);
  });
});

describe('accounts lookup', () => {
  test('tells the id behind a name', async () => {
    const { lines } = await runOn(service, ['accounts', 'lookup', 'northwind_bank']);
    expect(lines).toEqual(['id         7', 'user name  @northwind_bank']);
  });

  test('of a name that X does not know ends with 3', async () => {
    service.world.failing.set('LookUpUser', new Failure('not-found', 'nobody has this name'));
    expect(await runOn(service, ['accounts', 'lookup', 'nobody'])).toMatchObject({
      code: exitCodes.notFound,
      err: 'Nobody has this name.\n',
    });
  });
});
