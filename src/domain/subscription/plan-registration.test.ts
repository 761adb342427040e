import { beforeEach, expect, test } from '@jest/globals';
import type { Account } from '../accounts/account.ts';
import { Failure } from '../errors.ts';
import { administrationWorld, registration, theirs } from './administration.model.ts';

let world: ReturnType<typeof administrationWorld>;
const plan = () => world.plan().execute(registration);
const ours = { id: '7', url: registration.webhookUrl, valid: true, createdAt: '2026' };

const outcomes = async () =>
  Object.fromEntries((await plan()).steps.map(({ step, outcome }) => [step, outcome]));

beforeEach(() => {
  world = administrationWorld();
});

test('a plan says step by step what would be done, and changes nothing', async () => {
  const planned = await plan();

  expect(planned).toEqual({
    accountId: '1',
    steps: [
      { step: 'verify-credentials', outcome: 'these are the tokens of @business' },
      { step: 'keep-credentials', outcome: 'would be kept, encrypted' },
      { step: 'list-webhooks', outcome: '0 registered in prod' },
      { step: 'create-webhook', outcome: 'would be created' },
      { step: 'subscribe-account', outcome: '@business would be subscribed' },
    ],
  });
  expect(world.accounts.all()).toEqual([]);
  expect(world.prod).toMatchObject({ webhooks: [], subscribed: new Set() });
  expect(JSON.stringify(planned)).not.toMatch(/"(ck|cs|at|ats)"/);
});

test('after a registration, a plan finds nothing to do', async () => {
  const { webhook } = await world.register().execute(registration);

  expect(await plan()).toMatchObject({ webhook });
  expect(await outcomes()).toMatchObject({
    'keep-credentials': 'are kept already',
    'create-webhook': '1 would be adopted',
    'subscribe-account': '@business is subscribed already',
  });
});

test('an invalid webhook of ours would be validated again', async () => {
  const invalid = { ...ours, valid: false };
  world.prod.webhooks.push(invalid);

  expect(await plan()).toMatchObject({ webhook: invalid });
  expect(await outcomes()).toMatchObject({
    'validate-webhook': '7 would be adopted and validated by X again',
  });
  expect(world.prod.webhooks).toEqual([invalid]);
});

test('what may stand in the way is named', async () => {
  world.prod.webhooks.push(theirs);
  const said = (await outcomes())['create-webhook'];
  expect(said).toBe(
    'would be created, or refused if X has no room: 90 (https://other.example/hook) stands there',
  );
  expect(world.prod.webhooks).toEqual([theirs]);
});

test('a plan for another API says what would be moved and shared, and changes nothing', async () => {
  const apis = { messages: 'v2', events: 'x-activity' } as const;
  await world.register().execute(registration);
  const { credentials, id } = world.accounts.find('1') as Account;
  await world.accounts.save({ id: '2', state: 'active', credentials });
  const shared = { ...ours, url: registration.webhookUrl.replace('/1', '/2') };
  world.x.app.webhooks.push(shared);
  const planned = await world.plan().execute({ ...registration, environmentName: '', apis });

  expect(planned.webhook).toEqual(shared);
  expect(planned.steps.slice(2)).toEqual([
    { step: 'find-apis', outcome: 'messages by v2, events by X Activity, as declared' },
    { step: 'list-webhooks', outcome: '1 registered for the app' },
    {
      step: 'create-webhook',
      outcome: `7 would be adopted, which serves all accounts of the app as ${shared.url}`,
    },
    { step: 'subscribe-account', outcome: '@business would be subscribed' },
    {
      step: 'unsubscribe-account',
      outcome: 'the subscription by Account Activity (v1.1) would be ended',
    },
  ]);
  expect([[...world.prod.subscribed], world.x.activity.size]).toEqual([[id], 0]);
});

test.each([
  ['are kept already', { bearerToken: 'b' }],
  ['would replace the ones that are kept', { accessTokenSecret: 'old' }],
])('of known keys it is said that they %s', async (said, kept) => {
  const credentials = { ...registration.credentials, ...kept };
  const account: Account = { id: '1', state: 'active', credentials };
  await world.accounts.save(account);

  expect((await outcomes())['keep-credentials']).toBe(said);
  expect(world.accounts.all()).toEqual([account]);
});

test('tokens of another account fail in a plan as they would in the run', async () => {
  world.profiles.owners.set('at', { id: '2', screenName: 'stranger' });
  const failed = { step: 'verify-credentials', failure: { code: 'rejected' } };
  await expect(plan()).rejects.toMatchObject(failed);
  await expect(world.register().execute(registration)).rejects.toMatchObject(failed);
});

test.each([
  ['list-webhooks', () => (world.webhooks.list = refused)],
  ['subscribe-account', () => (world.subscriptions.isSubscribed = refused)],
])('what X refuses at %s fails with what to do', async (step, arrange) => {
  arrange();
  const failed = { step, failure: { code: 'unauthorized' }, advice: expect.any(String) };
  await expect(plan()).rejects.toMatchObject(failed);
});

test('a caller that went away ends the plan', async () => {
  const planning = world.plan().execute(registration, { aborted: true });
  await expect(planning).rejects.toMatchObject({ detail: 'the caller went away' });
});

const refused = () => Promise.reject(new Failure('unauthorized', '200'));
