import { expect, test } from '@jest/globals';
import { InMemoryDeliveryStore } from '../../adapters/in-memory/in-memory-delivery-store.ts';
import { Failure } from '../errors.ts';
import { CountWaiting, type TargetTrouble } from './count-waiting.ts';

const store = new InMemoryDeliveryStore();
const trouble = new Map<string, TargetTrouble>();
const countWaiting = new CountWaiting(store.journal, store, () => trouble);
const commit = (more: object) =>
  store.commit({ nowMs: 5, leaseMs: 1_000, accept: [], settle: [], claim: [], ...more });

test('counts what waits for each target, its trouble, and the dead letters', async () => {
  expect(await countWaiting.execute()).toEqual({ targets: [], deadLetters: 0 });

  const accept = ['x/1', 'contact-center', 'x/1', 'dead'].map((target, i) => {
    return { id: `${i}`, atMs: i, message: { lane: `lane ${i}`, target, body: '' } };
  });
  const claim = [{ target: 'dead', fresh: 1, retrying: 1 }];
  const { heads } = await commit({ accept, claim });
  const why = { kind: 'buried', atMs: 1, failure: 'expired', detail: '', follow: [] };
  await commit({ settle: heads.map((head) => ({ ...why, head })) });
  trouble.set('x/1', { troubleSinceMs: 77, trouble: new Failure('throttled', '') });
  trouble.set('x/2', { troubleSinceMs: 78, trouble: new Failure('unavailable', '') });
  trouble.set('x/3', { troubleSinceMs: undefined, trouble: undefined });

  const one = { waiting: 1, fresh: 1, retrying: 0, leased: 0 };
  const none = { waiting: 0, fresh: 0, retrying: 0, leased: 0 };
  expect(await countWaiting.execute()).toEqual({
    targets: [
      { target: 'contact-center', ...one, oldestAcceptedAtMs: 1 },
      {
        target: 'x/1',
        ...one,
        waiting: 2,
        fresh: 2,
        oldestAcceptedAtMs: 0,
        troubleSinceMs: 77,
        trouble: 'throttled',
      },
      { target: 'x/2', ...none, troubleSinceMs: 78, trouble: 'unavailable' },
    ],
    deadLetters: 1,
  });
});
