import { beforeEach, expect, test } from '@jest/globals';
import { awaited } from '../cancellation.ts';
import { Failure } from '../errors.ts';
import { HealOnDemand } from './heal-on-demand.ts';
import { type Gap, openGap } from './watch.ts';
import {
  dayMs,
  hourMs,
  messageAt,
  minuteMs,
  type WatchedWorld,
  watchedWorld,
} from './watched.model.ts';

let world: WatchedWorld;
let healing: HealOnDemand;

beforeEach(async () => {
  world = await watchedWorld();
  world.replays.permitted = false;
  healing = new HealOnDemand({ ...world, rememberedMs: 30 * dayMs });
});

async function healed(sinceMs: number, toMs?: number, accountId = '1'): Promise<readonly Gap[]> {
  const gaps: Gap[] = [];
  const fromMs = world.clock.now() - sinceMs;
  const all = (async () => {
    for await (const gap of healing.execute(accountId, fromMs, toMs, awaited)) gaps.push(gap);
  })();
  await world.through(all);
  return gaps;
}

test('tells how far it has got, up to the end', async () => {
  world.pastEvents.happened.push(messageAt(world.clock.now() - minuteMs));
  const gaps = await healed(hourMs);
  expect(gaps.at(-1)).toMatchObject({ state: 'healed', cause: 'command', found: 1 });
  expect(world.received).toHaveLength(1);
});

test('waits for X as long as it takes', async () => {
  world.pastEvents.happened.push(messageAt(world.clock.now() - minuteMs));
  const resetMs = world.clock.now() + 10 * minuteMs;
  world.pastEvents.troubles.failNext(new Failure('throttled', '429', resetMs));
  const gaps = await healed(hourMs);
  expect(gaps.map(({ state, waitsUntilMs }) => [state, waitsUntilMs])).toEqual(
    expect.arrayContaining([
      ['healing', resetMs + 1_000],
      ['healed', undefined],
    ]),
  );
});

test('fails as X does when it refuses the account', async () => {
  world.pastEvents.troubles.failNext(new Failure('unauthorized', '401'));
  await expect(healed(hourMs)).rejects.toMatchObject({ code: 'unauthorized' });
});

test('is refused while another gap is being healed', async () => {
  const gap = openGap({ fromMs: 1, toMs: 2, cause: 'downtime' });
  await world.watches.change('1', { gap });
  await expect(healed(hourMs)).rejects.toMatchObject({ code: 'conflict' });
  expect((await world.watches.find('1'))?.gap).toEqual(gap);
});

test('is refused for an account that is not served', async () => {
  await expect(healed(hourMs, undefined, '9')).rejects.toMatchObject({ code: 'not-found' });
});

test.each([
  ['the future', -minuteMs, undefined],
  ['the wrong order', hourMs, 1],
  ['a time that is forgotten', 31 * dayMs, undefined],
])('is refused for %s', async (_, sinceMs, toMs) => {
  await expect(healed(sinceMs, toMs)).rejects.toMatchObject({ name: 'InvalidInput' });
});
