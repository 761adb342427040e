import { beforeEach, expect, test } from '@jest/globals';
import { Failure } from '../errors.ts';
import { StepFailed } from '../steps.ts';
import { administrationWorld, registration, theirs } from './administration.model.ts';

const steps = {
  'verify-credentials': (failure: Error) => (world.profiles.owner = () => Promise.reject(failure)),
  'keep-credentials': (failure: Error) => (world.accounts.save = () => Promise.reject(failure)),
  'list-webhooks': (failure: Error) => (world.webhooks.list = () => Promise.reject(failure)),
  'validate-webhook': (failure: Error) => {
    world.webhooks.list = async () => [
      { id: '7', url: registration.webhookUrl, valid: false, createdAt: '' },
    ];
    world.webhooks.validate = () => Promise.reject(failure);
  },
  'create-webhook': (failure: Error) => (world.webhooks.register = () => Promise.reject(failure)),
  'subscribe-account': (failure: Error) =>
    (world.subscriptions.subscribe = () => Promise.reject(failure)),
};
const names = (Object.keys(steps) as (keyof typeof steps)[]).filter(
  (step) => step !== 'keep-credentials',
);

let world: ReturnType<typeof administrationWorld>;
const register = () => world.register().execute(registration);

beforeEach(() => {
  world = administrationWorld();
});

async function failureAt(step: keyof typeof steps, failure: Error): Promise<unknown> {
  steps[step](failure);
  return register().catch((thrown: unknown) => thrown);
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
  world.webhooks.list = async () => {
    if (asked++ > 0) throw new Failure('unavailable', 'ECONNRESET');
    return [];
  };
  const thrown = await failureAt('create-webhook', new Failure('conflict', 'Too many resources'));
  expect(thrown).toMatchObject({ step: 'create-webhook', failure: { code: 'conflict' } });
});

test('a webhook that somebody else made meanwhile is named as well', async () => {
  world.webhooks.register = async () => {
    world.prod.webhooks.push(theirs);
    throw new Failure('conflict', 'Too many resources already created.');
  };
  await expect(register()).rejects.toMatchObject({
    step: 'create-webhook',
    advice: expect.stringContaining('90 (https://other.example/hook)'),
  });
  expect(world.prod.webhooks).toEqual([theirs]);
});

test('an account whose registration cannot be kept stays, since X sends its events already', async () => {
  const save = world.accounts.save.bind(world.accounts);
  world.accounts.save = async (account) => {
    if (account.registration !== undefined) throw new Error('disk full');
    await save(account);
  };
  await expect(register()).rejects.toMatchObject({
    step: 'keep-credentials',
    failure: { code: 'unavailable', detail: 'the journal failed' },
  });
  expect(world.prod.subscribed).toEqual(new Set(['1']));
  expect(world.accounts.find('1')).toMatchObject({ id: '1' });
});

test('what went wrong is told also when the account cannot be forgotten', async () => {
  world.accounts.remove = () => Promise.reject(new Error('disk full'));
  const failure = new Failure('unauthorized', '93');
  expect(await failureAt('subscribe-account', failure)).toMatchObject({ failure });
});
