import { beforeEach, expect, test } from '@jest/globals';
import { ManualClock } from '../../adapters/in-memory/manual-clock.ts';
import { Failure } from '../errors.ts';
import { Run } from '../steps.ts';
import { administrationWorld, registration } from './administration.model.ts';
import { EnsureWebhook } from './ensure-webhook.ts';

const { credentials, webhookUrl: url } = registration;
const ofApp = { name: '', credentials, events: 'v2' } as const;
const internal = new Failure('unavailable', 'X answered 500');

let world: ReturnType<typeof administrationWorld>;
let clock: ManualClock;
let tried: number;
const ensure = (environment: Parameters<EnsureWebhook['execute']>[0] = ofApp) =>
  new EnsureWebhook(world.webhooks, { clock }).execute(environment, url, new Run());

beforeEach(() => {
  world = administrationWorld();
  clock = new ManualClock();
  tried = 0;
});

/** X fails so many times; `taken`: it creates the webhook all the same. */
function failing(times: number, { taken }: { readonly taken: boolean }): void {
  const register = world.webhooks.register.bind(world.webhooks);
  world.webhooks.register = async (...given) => {
    tried += 1;
    if (tried > times) return register(...given);
    if (taken) await register(...given);
    throw internal;
  };
}

test('a webhook that X fails to create is tried again after a while', async () => {
  failing(2, { taken: false });
  const ensuring = ensure();
  await clock.advance(10_000);
  expect(await ensuring).toMatchObject({ adopted: false, webhook: { url } });
  expect([tried, world.x.app.webhooks.length]).toEqual([3, 1]);
});

test('a webhook that X created in spite of its answer is not created twice', async () => {
  failing(1, { taken: true });
  const ensuring = ensure();
  await clock.advance(10_000);
  expect(await ensuring).toMatchObject({ webhook: { id: '1', url } });
  expect(tried).toBe(1);
});

test('an X that goes on failing is given up, and what to do is said', async () => {
  failing(9, { taken: false });
  const ensuring = ensure();
  const failed = expect(ensuring).rejects.toMatchObject({
    step: 'create-webhook',
    failure: internal,
    advice: expect.stringContaining('repeat'),
  });
  await clock.advance(10_000);
  await failed;
  expect(tried).toBe(3);
});

test('nothing is waited for in v1.1, of which no such trouble is known, nor after a refusal', async () => {
  failing(1, { taken: false });
  await expect(ensure({ name: 'prod', credentials })).rejects.toMatchObject({ failure: internal });
  world.x.deaf.add(url);
  await expect(ensure()).rejects.toMatchObject({ failure: { code: 'rejected' } });
  expect(tried).toBe(2);
});
