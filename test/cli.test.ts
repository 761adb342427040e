import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { call } from '../sandbox/stage/call.ts';
import { fileOf } from '../sandbox/stage/files.ts';
import { registration, type Stage, setStage } from '../sandbox/stage/stage.ts';
import { DEFAULT_APP, DEFAULT_BUSINESS, DEFAULT_CUSTOMERS } from '../sandbox/twitter/defaults.ts';
import { CommandLine } from './command-line.ts';
import { sentOnX } from './world.ts';

const adminToken = 'the-token-of-this-service';
const account = DEFAULT_BUSINESS.id;
const customer = DEFAULT_CUSTOMERS[0].id;
/** A public address on this machine, so that nothing is looked up elsewhere. */
const url = `https://127.0.0.1/twitter-connector/webhook/twitter/${account}`;

let folder: string;
let keys: string;
let stage: Stage;
let operator: CommandLine;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cli-'));
  keys = join(folder, 'keys.json');
  writeFileSync(keys, JSON.stringify({ ...registration, 'WEBHOOK-URL': url }));
  stage = await setStage({ environment: { ADMIN_TOKEN: adminToken } });
  const target = stage.connector.url;
  await call('POST', `${stage.x.url}/sandbox/routes`, { host: '127.0.0.1', target });
  operator = new CommandLine({
    ...stage.connector.environment,
    TWITTER_CONNECTOR_ADDRESS: stage.connector.control,
  });
});
afterAll(async () => {
  await stage.close();
  rmSync(folder, { recursive: true });
});

const onX = async () => (await call('GET', `${stage.x.url}/sandbox/state`)).body;
const webhookIds = async () => (await operator.json('webhooks', 'list')).map(({ id }) => id);
const levels = (findings: readonly any[]) =>
  Object.fromEntries(findings.map(({ check, level }) => [check, level]));

/** The steps of the set-up in their order; each goes on where the one before ended. */
describe('every manual step of the set-up is one command', () => {
  test('the keys are checked, and nothing is kept', async () => {
    const { code, out } = await operator.run('accounts', 'set', '--check', '--credentials', keys);
    expect({ code, out }).toMatchObject({ code: 0, out: expect.stringContaining(account) });
    expect(await operator.json('accounts', 'list')).toEqual([]);
  });

  test('the keys are kept', async () => {
    expect(await operator.run('accounts', 'set', '--credentials', keys)).toMatchObject({ code: 0 });
    expect(await operator.json('accounts', 'list')).toMatchObject([
      { name: `accounts/${account}`, state: 'ACCOUNT_STATE_ACTIVE' },
    ]);
  });

  test('the id behind the name of an account is looked up', async () => {
    const found = await operator.json('accounts', 'lookup', `@${DEFAULT_BUSINESS.screenName}`);
    expect(found).toEqual([{ id: account, userName: DEFAULT_BUSINESS.screenName }]);
  });

  test('the public address is challenged, before it is registered', async () => {
    const address = `${stage.connector.url}/webhook/twitter/${account}`;
    const findings = await operator.json('doctor', '--webhook-url', address);
    expect(levels(findings)).toMatchObject({
      configuration: 'ok',
      service: 'ok',
      api: 'ok',
      'contact centre (CCM)': 'ok',
      'file engine': 'ok',
      x: 'ok',
      clock: 'ok',
      [`account ${account}`]: 'ok',
      'public address': 'warn',
    });
    const { told } = findings.find(({ check }) => check === 'public address');
    expect(told).toContain('answers challenges, but X takes only https');
  });

  test('the registration is planned, and X does not change', async () => {
    const { code, out, err } = await operator.run('register', '--credentials', keys, '--plan');
    expect({ code, err }).toEqual({ code: 0, err: 'Nothing was changed.\n' });
    expect(out).toContain('create-webhook');
    expect((await onX()).webhooks).toEqual([]);
  });

  test('the account is registered and subscribed, as often as one likes', async () => {
    for (let n = 0; n < 2; n++) {
      const { code, out } = await operator.run('register', '--credentials', keys);
      expect({ code, out }).toMatchObject({ code: 0, out: expect.stringContaining('subscribe') });
    }
    const { webhooks, subscriptions } = await onX();
    expect(webhooks).toMatchObject([{ url, valid: true }]);
    expect(subscriptions).toHaveLength(1);
  });

  test('a webhook is listed, and validated again', async () => {
    const [id] = await webhookIds();
    await call('POST', `${stage.x.url}/sandbox/webhooks/${id}/invalidate`, {});
    expect(await operator.json('webhooks', 'list')).toMatchObject([{ id, url }]);
    expect(await operator.run('webhooks', 'validate', id)).toMatchObject({ code: 0 });
    expect(await operator.json('webhooks', 'list')).toMatchObject([{ id, url, valid: true }]);
  });

  test('a webhook is deleted and registered', async () => {
    const [id] = await webhookIds();
    expect(await operator.run('webhooks', 'delete', id)).toMatchObject({ code: 2 });
    expect(await operator.run('webhooks', 'delete', id, '--yes')).toMatchObject({ code: 0 });
    expect(await webhookIds()).toEqual([]);
    expect(await operator.run('webhooks', 'register', url)).toMatchObject({ code: 0 });
    expect((await onX()).webhooks).toMatchObject([{ url, valid: true }]);
  });

  test('accounts are subscribed, listed, counted and unsubscribed', async () => {
    expect(await operator.run('subscriptions', 'add')).toMatchObject({ code: 0 });
    expect(await operator.json('subscriptions', 'list')).toEqual([{ userId: account }]);
    expect(await operator.json('subscriptions', 'count')).toMatchObject([{ used: 1 }]);
    expect(await operator.run('subscriptions', 'remove')).toMatchObject({ code: 0 });
    expect(await operator.json('subscriptions', 'list')).toEqual([]);
    expect(await operator.run('subscriptions', 'add')).toMatchObject({ code: 0 });
  });

  test('a first message is sent, and seen on X', async () => {
    const argv = ['messages', 'send', 'Good morning', '--customer', customer, '--wait'];
    const { code, out } = await operator.run(...argv);
    const [sent] = await sentOnX(stage, 1);
    expect({ code, out }).toEqual({ code: 0, out: `Delivered as event ${sent?.id} on X.\n` });
    expect(sent).toMatchObject({ to: customer, text: 'Good morning' });
  });

  test('a file is put, fetched and sent', async () => {
    const [path, copy] = [join(folder, 'form.png'), join(folder, 'copy.png')];
    writeFileSync(path, fileOf('png', 3_000_000));
    const [file] = await operator.json('files', 'put', path);
    await operator.json('files', 'get', file.name, '--output', copy);
    expect(readFileSync(copy).equals(readFileSync(path))).toBe(true);
    const argv = ['messages', 'send', 'Your form', '--media', path, '--customer', customer];
    expect(await operator.run(...argv, '--wait')).toMatchObject({ code: 0 });
    const [, sent] = await sentOnX(stage, 2);
    expect(sent?.text).toContain('Your form');
  });

  test('everything is looked at', async () => {
    const { code, out } = await operator.run('accounts', 'show', account, '--full');
    expect(code).toBe(0);
    expect(out).toMatch(/^user name +@northwind_bank$/m);
    expect(out).toMatch(/^webhook valid +yes$/m);
    expect(out).toMatch(/^subscribed +yes$/m);
    expect((await operator.run('status')).out).toContain('Dead letters: 0');
    const checked = await operator.run('doctor');
    expect(checked.code).toBe(1);
    expect(checked.out.match(/^FAIL .*/gm)).toEqual([
      expect.stringMatching(/^FAIL {2}address 732739706 .* cannot be reached/),
    ]);
  });

  test('an account is forgotten', async () => {
    expect(await operator.run('accounts', 'remove', account, '--yes')).toMatchObject({ code: 0 });
    expect(await operator.json('accounts', 'list')).toEqual([]);
    expect(await operator.run('accounts', 'show', account)).toMatchObject({ code: 3 });
  });

  test('none of them wrote a secret, or anything that steers a terminal', () => {
    expect(operator.transcript.length).toBeGreaterThan(2_000);
    expect(operator.transcript).not.toMatch(/[^\P{Cc}\n]/u);
    const { consumerKey, consumerSecret } = DEFAULT_APP;
    const { accessToken, accessTokenSecret } = DEFAULT_BUSINESS;
    for (const secret of [
      consumerKey,
      consumerSecret,
      accessToken,
      accessTokenSecret,
      adminToken,
    ]) {
      expect(operator.transcript).not.toContain(secret);
    }
  });
});
