import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Account } from '../../adapters/grpc/generated/twitter_connector/v1/account.ts';
import { Webhook } from '../../adapters/grpc/generated/twitter_connector/v1/subscription.ts';
import { Failure } from '../../domain/errors.ts';
import { StepFailed } from '../../domain/steps.ts';
import { CannedService } from '../canned-service.model.ts';
import { exitCodes } from '../exit-codes.ts';
import { runOn } from '../run-on.model.ts';
import { FakeTerminal } from '../terminal/fake-terminal.model.ts';

const folder = mkdtempSync(join(tmpdir(), 'cli-register-'));
const service = new CannedService();
beforeAll(() => service.start());
afterAll(() => service.stop());
afterAll(() => rmSync(folder, { recursive: true }));

const account = (id: string) => Account.fromPartial({ name: `accounts/${id}`, id });
const url = 'https://connector.example/twitter-connector/webhook/twitter/732739706';

beforeEach(() => {
  service.world.accounts = [account('732739706')];
  service.world.webhooks = [];
  service.world.subscribed = [];
  service.world.asked.length = 0;
  service.world.failing.clear();
});

describe('webhooks', () => {
  test('are listed for the only account, so that it need not be said', async () => {
    service.world.webhooks = [
      Webhook.fromPartial({ id: '11', url, valid: true, createdAt: '2026-01-02 03:04:05 +0000' }),
      Webhook.fromPartial({ id: '12', url: `${url}0`, valid: false }),
    ];
    const { lines } = await runOn(service, ['webhooks', 'list']);
    expect(lines).toEqual([
      'ID  VALID  CREATED                    URL',
      `11  yes    2026-01-02 03:04:05 +0000  ${url}`,
      `12  no     -                          ${url}0`,
    ]);
    expect(service.world.requests('ListWebhooks')).toEqual([
      { account: 'accounts/732739706', environment: '' },
    ]);
  });

  test('need the account when there are several, or none', async () => {
    service.world.accounts = [account('1'), account('2')];
    const several = await runOn(service, ['webhooks', 'list']);
    service.world.accounts = [];
    const none = await runOn(service, ['webhooks', 'list']);
    expect([several.code, none.code]).toEqual([exitCodes.usage, exitCodes.notFound]);
    expect(several.err).toContain('--account');
    const said = await runOn(service, [
      'webhooks',
      'list',
      '--account',
      '2',
      '--environment',
      'dev',
    ]);
    expect(said).toMatchObject({
      code: exitCodes.ok,
      err: 'X has no webhook here.\n',
    });
    expect(service.world.requests('ListWebhooks')).toEqual([
      { account: 'accounts/2', environment: 'dev' },
    ]);
  });

  test('are registered, validated and deleted', async () => {
    const registered = await runOn(service, ['webhooks', 'register', url]);
    const validated = await runOn(service, ['webhooks', 'validate', '1']);
    const deleted = await runOn(service, ['webhooks', 'delete', '1', '--yes']);
    expect([registered.out, validated.out, deleted.out]).toEqual([
      'Webhook 1 is registered.\n',
      'Webhook 1 has answered X and is valid.\n',
      'Webhook 1 is deleted.\n',
    ]);
    const environment = { account: 'accounts/732739706', environment: '' };
    expect(service.world.requests('RegisterWebhook')).toEqual([{ ...environment, url }]);
    expect(service.world.requests('DeleteWebhook')).toEqual([{ ...environment, webhookId: '1' }]);
  });

  test('are not deleted unasked', async () => {
    const { code } = await runOn(service, ['webhooks', 'delete', '1']);
    expect([code, service.world.asked]).toEqual([exitCodes.usage, []]);
  });
});

describe('subscriptions', () => {
  test('are listed, added, removed and counted', async () => {
    service.world.subscribed = ['732739706', '8'];
    const outs: string[] = [];
    for (const argv of [
      ['list'],
      ['add'],
      ['remove', '--user', '8'],
      ['count'],
      ['count', '--json'],
    ]) {
      outs.push((await runOn(service, ['subscriptions', ...argv])).out);
    }
    expect(outs).toEqual([
      'ACCOUNT\n732739706\n8\n',
      'Account 732739706 is subscribed.\n',
      'Account 8 is not subscribed any more.\n',
      '2 of 15 subscriptions are used.\n',
      '{"provisioned":15,"used":2}\n',
    ]);
    expect(service.world.requests('Unsubscribe')).toMatchObject([{ userId: '8' }]);
  });

  test('say what X leaves out, and do not make up what X does not tell', async () => {
    service.world.without = ['chat.received (X answered 403: not in your plan)'];
    service.world.provisioned = 0;
    const added = await runOn(service, ['subscriptions', 'add']);
    const counted = await runOn(service, ['subscriptions', 'count']);
    expect([added.out, counted.out]).toEqual([
      'Account 732739706 is subscribed, without chat.received (X answered 403: not in your plan).\n',
      '2 subscriptions are used; X does not say how many there may be.\n',
    ]);
  });
});

describe('register', () => {
  const body = {
    'API-KEY': 'k',
    'API-KEY-SECRET': 'ks',
    'ACCESS-TOKEN': 't',
    'ACCESS-TOKEN-SECRET': 'ts',
    'WEBHOOK-URL': url,
    'ENVIRONMENT-NAME': 'prod',
  };
  const file = join(folder, 'account.json');
  beforeAll(() => writeFileSync(file, JSON.stringify(body)));

  test('takes everything from the file that the HTTP route takes, and shows each step', async () => {
    service.world.steps = [
      { step: 'verify-credentials', outcome: 'these are the tokens of @northwind_bank' },
      { step: 'create-webhook', outcome: 'created 1' },
    ];
    const { code, lines, err } = await runOn(service, ['register', '--credentials', file]);
    expect({ code, lines }).toEqual({
      code: exitCodes.ok,
      lines: [
        'STEP                OUTCOME',
        'verify-credentials  these are the tokens of @northwind_bank',
        'create-webhook      created 1',
      ],
    });
    expect(err).toContain('Account 732739706 is registered');
    expect(service.world.requests('RegisterAndSubscribe')).toMatchObject([
      {
        credentials: {
          apiKey: 'k',
          apiKeySecret: 'ks',
          accessToken: 't',
          accessTokenSecret: 'ts',
          bearerToken: '',
        },
        webhookUrl: url,
        environment: 'prod',
        validateOnly: false,
      },
    ]);
  });

  test('only plans with --plan; options win over the file', async () => {
    const argv = ['register', '--credentials', file, '--environment', 'dev', '--plan'];
    const { err } = await runOn(service, argv);
    expect(err).toBe('Nothing was changed.\n');
    expect(service.world.requests('RegisterAndSubscribe')).toMatchObject([
      { environment: 'dev', validateOnly: true },
    ]);
  });

  test('takes the API for events from --events-api, whatever the file says', async () => {
    const argv = ['register', '--credentials', file, '--events-api', 'x-activity'];
    expect(await runOn(service, argv)).toMatchObject({ code: exitCodes.ok });
    expect(service.world.requests('RegisterAndSubscribe')).toMatchObject([
      { apis: { messages: 2, events: 3 } },
    ]);
  });

  test('takes the keys from standard input', async () => {
    const terminal = new FakeTerminal();
    terminal.stdin.end(JSON.stringify(body));
    const { code } = await runOn(service, ['register', '--credentials', '-'], terminal);
    expect(code).toBe(exitCodes.ok);
  });

  test('stops waiting for standard input on Ctrl-C', async () => {
    const terminal = new FakeTerminal();
    const running = runOn(service, ['register', '--credentials', '-'], terminal);
    await new Promise(setImmediate);
    terminal.stopping.abort();
    expect(await running).toMatchObject({ code: exitCodes.interrupted, err: '' });
  });

  test('tells the step that failed and what to do, and ends with 4', async () => {
    const failure = new Failure('rejected', 'X answered 214: Unable to connect');
    service.world.failing.set(
      'RegisterAndSubscribe',
      new StepFailed('create-webhook', failure, 'X must reach the address.'),
    );
    expect(await runOn(service, ['register', '--credentials', file])).toMatchObject({
      code: exitCodes.refused,
      out: '',
      err: 'The step create-webhook failed: X answered 214: Unable to connect.\nX must reach the address.\n',
    });
  });

  test('needs no environment beyond v1.1', async () => {
    const keys = { API_KEY: 'k', API_KEY_SECRET: 'ks' };
    const connection = { OAUTH2_CLIENT_ID: 'c', OAUTH2_REFRESH_TOKEN: 'r' };
    const own = { ACCESS_TOKEN: 't', ACCESS_TOKEN_SECRET: 'ts', EVENTS_API: 'x-activity' };
    for (const more of [connection, own]) {
      const terminal = new FakeTerminal(false, { ...keys, ...more });
      const { code } = await runOn(service, ['register', '--url', url], terminal);
      expect(code).toBe(exitCodes.ok);
    }
    expect(service.world.requests('RegisterAndSubscribe').slice(-2)).toMatchObject([
      { environment: '', apis: undefined, credentials: { oauth2RefreshToken: 'r' } },
      { environment: '', apis: { messages: 2, events: 3 } },
    ]);
  });

  test('says what is missing before it asks for any key', async () => {
    const { code, err } = await runOn(service, ['register', '--url', url]);
    expect([code, err]).toEqual([
      exitCodes.usage,
      '--environment is missing.\nFor an app that has none, say --events-api x-activity (or v2).\n',
    ]);
  });
});
