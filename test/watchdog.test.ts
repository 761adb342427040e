import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { call } from '../sandbox/stage/call.ts';
import { type Stage, setStage } from '../sandbox/stage/stage.ts';
import { DEFAULT_APP, DEFAULT_BUSINESS, DEFAULT_CUSTOMERS } from '../sandbox/twitter/defaults.ts';
import { SignedClient } from '../sandbox/twitter/testing/signed-client.ts';
import { CommandLine } from './command-line.ts';
import { eventually } from './eventually.ts';
import { faultOnX, shown } from './world.ts';

const account = DEFAULT_BUSINESS.id;
const customer = DEFAULT_CUSTOMERS[0].id;

let stage: Stage;
let operator: CommandLine;

beforeEach(async () => {
  stage = await setStage({
    environment: { WATCH_INTERVAL_MS: '1500' },
    x: { settings: { retryDelaysMs: [] } },
  });
  operator = new CommandLine({
    ...stage.connector.environment,
    TWITTER_CONNECTOR_ADDRESS: stage.connector.control,
  });
}, 30_000);
afterEach(() => stage.close());

/** Somebody calls X beside the connector. */
async function elsewhere(method: string, rest: string): Promise<void> {
  const path = `/1.1/account_activity/all/${DEFAULT_APP.environment}/${rest}`;
  expect(await new SignedClient(stage.x.url).signed(method, path)).toMatchObject({ status: 204 });
}

/** What the watchdog has found, once it is what is wanted. */
const watched = (wanted: (watch: any) => boolean) =>
  eventually(async () => (await operator.json('accounts', 'watch', account))[0], wanted, 30_000);
const stateOfX = async () => (await call('GET', `${stage.x.url}/sandbox/state`)).body;
const texts = async (count: number) =>
  (await shown(stage, 'PLAIN', count, 30_000)).map(({ text }) => text);

describe('the watchdog', () => {
  test('shows what X says, and what it knows', async () => {
    await stage.register();
    await stage.customerWrites(customer, 'hello');
    await texts(1);
    const watch = await watched(({ webhookValid, coveredTime }) => webhookValid && coveredTime);
    expect(watch).toMatchObject({ webhookValid: true, subscribed: true });
    const { code, out } = await operator.run('accounts', 'watch', account);
    expect([code, out]).toEqual([0, expect.stringMatching(/webhook valid +yes/)]);
  }, 60_000);

  test('registers a webhook again that is gone, subscribes, and brings what was missed', async () => {
    const { body } = await stage.register();
    await elsewhere('DELETE', `webhooks/${body.webhook.id}.json`);
    await stage.customerWrites(customer, 'missed');
    expect(await texts(1)).toEqual(['missed']);
    await stage.customerWrites(customer, 'live');
    expect(await texts(2)).toEqual(['missed', 'live']);
    expect(JSON.stringify(await stateOfX())).toContain('"valid":true');
    expect(stage.connector.output).toContain('X does not have the webhook any more');
  }, 60_000);

  test('subscribes an account again whose subscription has ended', async () => {
    await stage.register();
    await elsewhere('DELETE', 'subscriptions.json');
    await stage.customerWrites(customer, 'missed');
    expect(await texts(1)).toEqual(['missed']);
    expect(await operator.json('subscriptions', 'list')).toEqual([{ userId: account }]);
  }, 60_000);

  test('leaves alone what an operator ended, until an operator begins it again', async () => {
    await stage.register();
    await watched(({ subscribed }) => subscribed);
    const ended = await operator.run('subscriptions', 'remove', '--account', account);
    expect(ended.code).toBe(0);
    const list = () => operator.json('subscriptions', 'list', '--account', account);
    expect(await eventually(list, (found) => found.length > 0, 5_000)).toEqual([]);
    expect(stage.connector.output).not.toContain('not subscribed');
    await operator.run('subscriptions', 'add', '--account', account);
    expect(await list()).toEqual([{ userId: account }]);
  }, 90_000);

  test('is not in the way of messages when X answers it with 429', async () => {
    await stage.register();
    await faultOnX(stage, { path: '/1.1/account_activity/', status: 429 });
    await eventually(
      () => stage.connector.output,
      (output) => output.includes('X cannot be asked'),
      30_000,
    );
    await stage.customerWrites(customer, 'hello');
    expect(await texts(1)).toEqual(['hello']);
  }, 60_000);
});

describe('who asks for what was missed', () => {
  test('gets it, is told how much it was, and sees nothing twice', async () => {
    await stage.register();
    await stage.customerWrites(customer, 'heard');
    await texts(1);
    await watched(({ coveredTime }) => coveredTime !== undefined);
    const { code, out } = await operator.run('accounts', 'heal', account, '--since', '6h');
    expect([code, out.trim()]).toEqual([
      0,
      'Everything is here: 0 had been missed, of 1 that X listed.',
    ]);
    expect(await texts(1)).toEqual(['heard']);
    const watch = await watched(({ gap }) => gap !== undefined);
    expect(watch.gap).toMatchObject({ cause: 'GAP_CAUSE_COMMAND', state: 'GAP_STATE_HEALED' });
  }, 60_000);

  test.each([
    ['an account that is not served', ['9', '--since', '6h'], 3],
    ['a time that is forgotten', [account, '--since', '40d'], 2],
  ])(
    'is refused for %s',
    async (_, args, code) => {
      await stage.register();
      expect(await operator.run('accounts', 'heal', ...args)).toMatchObject({ code });
    },
    60_000,
  );
});
