import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  Account,
  AccountState,
} from '../../adapters/grpc/generated/twitter_connector/v1/account.ts';
import {
  DeadLetter,
  TargetStatistics,
} from '../../adapters/grpc/generated/twitter_connector/v1/delivery.ts';
import { Failure } from '../../domain/errors.ts';
import { CannedService } from '../canned-service.model.ts';
import { exitCodes } from '../exit-codes.ts';
import { runOn } from '../run-on.model.ts';
import { FakeTerminal } from '../terminal/fake-terminal.model.ts';
import type { Finding } from './finding.ts';
import { always, LocalSites } from './local-sites.model.ts';

const sites = new LocalSites();
const service = new CannedService();
const { world } = service;
beforeAll(() => service.start());
afterAll(() => service.stop());
afterEach(() => sites.close());

let environment: Record<string, string> = {};
const bank = {
  name: 'accounts/732739706',
  id: '732739706',
  state: AccountState.ACTIVE,
  environment: 'prod',
  userName: 'northwind_bank',
  webhookValid: true,
  subscribed: true,
};

beforeEach(async () => {
  world.accounts = [Account.fromPartial(bank)];
  world.targets = [];
  world.deadLetters = [];
  world.failing.clear();
  const date = new Date('2026-03-01T12:00:30Z').toUTCString();
  const address = await sites.open(always(404, '', { date }));
  environment = { CCM_URL: address, FILE_ENGINE_URL: address, TWITTER_API_URL: address };
});

async function examined(address = service.address, ...more: readonly string[]) {
  const terminal = new FakeTerminal(false, environment);
  const { code } = await runOn({ address }, ['doctor', '--json', ...more], terminal);
  const findings = terminal.values as readonly Finding[];
  const levels = Object.fromEntries(findings.map(({ check, level }) => [check, level]));
  const find = (check: string) => findings.find((finding) => finding.check === check);
  return { code, findings, levels, find };
}

describe('doctor', () => {
  test('finds nothing wrong with what is well', async () => {
    const { code, levels } = await examined();
    expect(levels).toEqual({
      configuration: 'ok',
      service: 'ok',
      api: 'ok',
      'contact centre (CCM)': 'ok',
      'file engine': 'ok',
      x: 'ok',
      clock: 'ok',
      'account 732739706': 'ok',
      'webhook 732739706': 'ok',
      'subscription 732739706': 'ok',
      'dead letters': 'ok',
    });
    expect(code).toBe(exitCodes.ok);
  });

  test('has a line for each check, and one for each advice', async () => {
    world.deadLetters = [DeadLetter.fromPartial({ name: 'deadLetters/x' })];
    const { code, lines } = await runOn(service, ['doctor'], new FakeTerminal(false, environment));
    expect(code).toBe(exitCodes.ok);
    expect(lines.slice(-2)).toEqual([
      `warn  ${'dead letters'.padEnd(32)}  There is one.`,
      `      ${' '.repeat(32)}  See "dead-letters list"; redrive or discard them.`,
    ]);
    expect(lines[0]).toBe(`ok    ${'configuration'.padEnd(32)}  Every setting is valid.`);
  });

  test('checks from afar what can be checked from there', async () => {
    environment = {};
    const { levels } = await examined();
    expect(levels).toMatchObject({
      configuration: 'skip',
      'contact centre (CCM)': 'ok',
      api: 'ok',
    });
    expect(levels['file engine']).toBe('ok');
  });

  test('names every fault of the configuration, and no value', async () => {
    environment['HTTP_PORT'] = 'a-secret';
    environment['CCM_URL'] = 'not a url';
    const { code, find } = await examined();
    expect(code).toBe(exitCodes.failed);
    expect(find('configuration')?.told).toMatch(/HTTP_PORT must be .*CCM_URL must be/);
    expect(find('configuration')?.told).not.toContain('a-secret');
  });

  test('says once that the service cannot be reached, and still checks the neighbours', async () => {
    const { code, findings } = await examined('127.0.0.1:1');
    expect(code).toBe(exitCodes.failed);
    expect(findings.filter(({ level }) => level === 'FAIL').map(({ check }) => check)).toEqual([
      'service',
    ]);
    expect(findings.map(({ check }) => check)).toContain('file engine');
  });

  test('says that the token is wrong', async () => {
    const guarded = new CannedService();
    await guarded.start('the-token-of-the-service');
    const { levels, find } = await examined(guarded.address);
    await guarded.stop();
    expect(levels).toMatchObject({ service: 'ok', api: 'FAIL' });
    expect(find('api')?.advice).toContain('ADMIN_TOKEN');
  });

  test('warns when there is no account, or one that was not registered here', async () => {
    world.accounts = [];
    expect((await examined()).levels).toMatchObject({ api: 'warn' });
    world.accounts = [Account.fromPartial({ ...bank, environment: '' })];
    expect((await examined()).levels).toMatchObject({ 'webhook 732739706': 'warn' });
  });

  test('misses no environment where the webhook is the app’s', async () => {
    const webhookUrl = 'https://127.0.0.1:1/webhook/twitter/732739706';
    world.accounts = [Account.fromPartial({ ...bank, environment: '', webhookUrl })];
    const { find } = await examined();
    expect(find('webhook 732739706')?.told).toBe('X has it for the app, and it is valid.');
  });

  test.each([
    ['CCM', 'CCM_URL', 'contact centre (CCM)'],
    ['X', 'TWITTER_API_URL', 'x'],
  ])('fails when %s cannot be reached', async (_what, setting, check) => {
    environment[setting] = await sites.closed();
    const { code, find } = await examined();
    expect([code, find(check)?.level]).toEqual([exitCodes.failed, 'FAIL']);
    expect(find(check)?.told).toContain('ECONNREFUSED');
  });

  test('fails when the service cannot reach CCM, or the File Engine', async () => {
    const troubleTime = new Date();
    world.targets = [TargetStatistics.fromPartial({ target: 'contact-center', troubleTime })];
    world.failing.set('DownloadFile', new Failure('unavailable', 'the File Engine is away'));
    const { levels } = await examined();
    expect(levels).toMatchObject({ 'contact centre (CCM)': 'FAIL', 'file engine': 'FAIL' });
  });

  test.each([
    ['11:58:00', 'FAIL', 'ahead of'],
    ['11:59:10', 'ok', 'agrees'],
    ['12:02:00', 'FAIL', 'behind'],
  ])('compares the clock with X: 12:00 here and %s there', async (there, level, told) => {
    const date = new Date(`2026-03-01T${there}Z`).toUTCString();
    environment['TWITTER_API_URL'] = await sites.open(always(404, '', { date }));
    const { find } = await examined();
    expect(find('clock')).toMatchObject({ level, told: expect.stringContaining(told) });
  });

  test.each([
    ['X refuses its credentials', { state: AccountState.UNAUTHORIZED }, 'account', 'FAIL'],
    ['it took its access back', { state: AccountState.REVOKED }, 'account', 'FAIL'],
    ['sending is in trouble', { troubleTime: new Date() }, 'account', 'warn'],
    ['its webhook is not valid', { webhookValid: false }, 'webhook', 'FAIL'],
    ['it is not subscribed', { subscribed: false }, 'subscription', 'FAIL'],
    ['its address does not answer', { webhookUrl: 'http://127.0.0.1:1/x' }, 'address', 'FAIL'],
  ])('says of an account that %s', async (_what, change, check, level) => {
    world.accounts = [Account.fromPartial({ ...bank, ...change })];
    const { find } = await examined();
    expect(find(`${check} 732739706`)).toMatchObject({ level, advice: expect.any(String) });
  });

  test('says what X said when an account cannot be asked about', async () => {
    world.failing.set('GetAccount', new Failure('throttled', 'X answered 429 with code 88'));
    const { find } = await examined();
    expect(find('account 732739706')).toMatchObject({
      level: 'FAIL',
      told: 'X answered 429 with code 88.',
    });
  });

  test('challenges an address that is not registered yet', async () => {
    const site = await sites.open(always(404));
    const { find } = await examined(service.address, '--webhook-url', `${site}/webhook/twitter/1`);
    expect(find('public address')).toMatchObject({ level: 'FAIL' });
  });
});
