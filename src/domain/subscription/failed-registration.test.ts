import { beforeEach, expect, test } from '@jest/globals';
import { InMemoryAccounts } from '../../adapters/in-memory/in-memory-accounts.ts';
import { InMemoryProfiles } from '../../adapters/in-memory/in-memory-profiles.ts';
import { InMemorySubscriptions } from '../../adapters/in-memory/in-memory-subscriptions.ts';
import { SaveCredentials } from '../accounts/save-credentials.ts';
import { Failure } from '../errors.ts';
import { RegisterAndSubscribe, StepFailed } from './register-and-subscribe.ts';

const credentials = {
  consumerKey: 'ck',
  consumerSecret: 'cs',
  accessToken: 'at',
  accessTokenSecret: 'ats',
};
const registration = {
  accountId: '1',
  credentials,
  webhookUrl: 'https://cx.example/webhook/twitter/1',
  environmentName: 'prod',
};
const steps = {
  'verify-credentials': (failure: Error) => (profiles.owner = () => Promise.reject(failure)),
  'keep-credentials': (failure: Error) => (accounts.save = () => Promise.reject(failure)),
  'list-webhooks': (failure: Error) => (subscriptions.webhooks = () => Promise.reject(failure)),
  'validate-webhook': (failure: Error) => {
    subscriptions.webhooks = async () => [
      { id: '7', url: registration.webhookUrl, valid: false, createdAt: '' },
    ];
    subscriptions.validate = () => Promise.reject(failure);
  },
  'create-webhook': (failure: Error) => (subscriptions.register = () => Promise.reject(failure)),
  'subscribe-account': (failure: Error) =>
    (subscriptions.subscribe = () => Promise.reject(failure)),
};
const names = (Object.keys(steps) as (keyof typeof steps)[]).filter(
  (step) => step !== 'keep-credentials',
);

let accounts: InMemoryAccounts;
let profiles: InMemoryProfiles;
let subscriptions: InMemorySubscriptions;

beforeEach(() => {
  accounts = new InMemoryAccounts();
  profiles = new InMemoryProfiles();
  subscriptions = new InMemorySubscriptions();
  subscriptions.add('prod');
  profiles.owners.set('at', { id: '1', screenName: 'business' });
  subscriptions.owners.set('at', '1');
});

async function failureAt(step: keyof typeof steps, failure: Error): Promise<unknown> {
  steps[step](failure);
  const save = new SaveCredentials(accounts, { notice: () => {} }, () => {});
  const register = new RegisterAndSubscribe(profiles, subscriptions, save, accounts);
  return register.execute(registration).catch((thrown: unknown) => thrown);
}

test.each(names)('%s names itself, repeats X’s words and says what to do', async (step) => {
  const failure = new Failure('rejected', 'X answered 403 code 261: Application cannot perform');
  const thrown = await failureAt(step, failure);

  expect(thrown).toBeInstanceOf(StepFailed);
  expect(thrown).toMatchObject({ step, failure, advice: expect.stringMatching(/^.{40,}\.$/) });
  expect(JSON.stringify(thrown)).not.toMatch(/"(ck|cs|at|ats)"/);
});

test.each(names)('%s may be repeated when X limits the calls or does not answer', async (step) => {
  const throttled = await failureAt(step, new Failure('throttled', '88'));
  expect(throttled).toMatchObject({ step, advice: expect.stringContaining('repeat') });
  const torn = await failureAt(step, new Failure('unavailable', 'ECONNRESET'));
  expect(torn).toMatchObject({ step, advice: expect.stringContaining('safe') });
});

test('a journal that cannot be written names its step and is not blamed on X', async () => {
  expect(await failureAt('keep-credentials', new Error('disk full'))).toMatchObject({
    step: 'keep-credentials',
    failure: { code: 'unavailable', detail: 'the journal failed' },
    advice: expect.stringContaining('journal'),
  });
});

test('a conflict of a subscription is not blamed on webhooks', async () => {
  const thrown = await failureAt('subscribe-account', new Failure('conflict', 'limit'));
  expect(thrown).toMatchObject({ step: 'subscribe-account' });
  expect((thrown as StepFailed).advice).not.toContain('DELETE');
});

test.each(names)('what was not foreseen in %s is not dressed up as a step of X', async (step) => {
  const unforeseen = new TypeError('x is not a function');
  expect(await failureAt(step, unforeseen)).toBe(unforeseen);
});

test('another replica’s webhook is not adopted when X cannot be asked again', async () => {
  let asked = 0;
  subscriptions.webhooks = async () => {
    if (asked++ > 0) throw new Failure('unavailable', 'ECONNRESET');
    return [];
  };
  const thrown = await failureAt('create-webhook', new Failure('conflict', 'Too many resources'));
  expect(thrown).toMatchObject({ step: 'create-webhook', failure: { code: 'conflict' } });
});

test('a webhook that somebody else made meanwhile is named as well', async () => {
  const theirs = { id: '90', url: 'https://other.example/hook', valid: true, createdAt: '2020' };
  const roomForOne = subscriptions.environments.get('prod');
  subscriptions.register = async () => {
    roomForOne?.webhooks.push(theirs);
    throw new Failure('conflict', 'Too many resources already created.');
  };
  const save = new SaveCredentials(accounts, { notice: () => {} }, () => {});
  const register = new RegisterAndSubscribe(profiles, subscriptions, save, accounts);
  await expect(register.execute(registration)).rejects.toMatchObject({
    step: 'create-webhook',
    advice: expect.stringContaining('90 (https://other.example/hook)'),
  });
  expect(roomForOne?.webhooks).toEqual([theirs]);
});
