import { beforeEach, expect, test } from '@jest/globals';
import { administrationWorld, registration } from './administration.model.ts';

let world: ReturnType<typeof administrationWorld>;
let calls: string[];

/** Goes away during the call of this name. */
class Caller {
  aborted = false;
  readonly during: string;

  constructor(during: string) {
    this.during = during;
  }

  told<A extends readonly unknown[], T>(name: string, call: (...given: A) => Promise<T>) {
    return async (...given: A): Promise<T> => {
      calls.push(name);
      const answer = await call(...given);
      if (name === this.during) this.aborted = true;
      return answer;
    };
  }
}

function run(during: string) {
  const { accounts, profiles, subscriptions, webhooks } = world;
  const caller = new Caller(during);
  profiles.owner = caller.told('owner', profiles.owner.bind(profiles));
  webhooks.list = caller.told('list', webhooks.list.bind(webhooks));
  webhooks.register = caller.told('register', webhooks.register.bind(webhooks));
  subscriptions.subscribe = caller.told('subscribe', subscriptions.subscribe.bind(subscriptions));
  accounts.save = caller.told('save', accounts.save.bind(accounts));
  return world.register().execute(registration, caller);
}

beforeEach(() => {
  world = administrationWorld();
  calls = [];
});

test.each([
  ['owner', ['owner']],
  ['save', ['owner', 'save']],
  ['list', ['owner', 'save', 'list']],
  ['register', ['owner', 'save', 'list', 'register']],
])('a caller that goes away during %s ends the run before the next step', async (during, done) => {
  const failure = { code: 'unavailable', detail: 'the caller went away' };
  await expect(run(during)).rejects.toMatchObject(failure);

  expect(calls).toEqual(done);
  expect(world.accounts.all()).toEqual([]);
  expect(world.prod.subscribed.size).toBe(0);
});

test('a caller that went away before the run has nothing done', async () => {
  const running = world.register().execute(registration, { aborted: true });
  await expect(running).rejects.toMatchObject({ code: 'unavailable' });
  expect(world.accounts.all()).toEqual([]);
});

test('a run whose last step is done is kept, whoever went away', async () => {
  await expect(run('subscribe')).resolves.toMatchObject({ subscribed: true });
  expect(world.accounts.find('1')?.registration).toMatchObject({ environmentName: 'prod' });
});

test('a run that was given up can be repeated, and adopts what it had made', async () => {
  await expect(run('register')).rejects.toMatchObject({ code: 'unavailable' });
  const { steps } = await world.register().execute(registration);
  expect(steps[3]?.outcome).toBe('adopted 1, which X had already');
});
