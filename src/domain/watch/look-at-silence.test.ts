import { beforeEach, describe, expect, test } from '@jest/globals';
import { InMemoryDeliveryStore } from '../../adapters/in-memory/in-memory-delivery-store.ts';
import { InMemoryJournal } from '../../adapters/in-memory/in-memory-journal.ts';
import { Failure } from '../errors.ts';
import { Alarms } from './alarms.ts';
import { LookAtSilence, type LookAtSilenceParts } from './look-at-silence.ts';
import {
  hourMs,
  messageAt,
  minuteMs,
  watched,
  type WatchedWorld,
  watchedWorld,
} from './watched.model.ts';

const silenceMs = 24 * hourMs;

let world: WatchedWorld;
let journal: InMemoryJournal;
let store: InMemoryDeliveryStore;

beforeEach(async () => {
  world = await watchedWorld();
  journal = new InMemoryJournal();
  store = new InMemoryDeliveryStore(journal);
});

const lookWith = (more: Partial<LookAtSilenceParts> = {}) =>
  new LookAtSilence({
    journal,
    pastEvents: world.pastEvents,
    keepCovered: world.keepCovered(),
    alarms: new Alarms(world.observer),
    clock: world.clock,
    silenceMs,
    ...more,
  });

/** The webhook tells a message now. */
async function heard(): Promise<void> {
  const nowMs = world.clock.now();
  const message = { lane: 'in/1/2', target: 'contact-center', body: '{}' };
  await store.commit({
    nowMs,
    leaseMs: 1,
    accept: [{ id: `x/1/${nowMs}`, atMs: nowMs, message }],
    settle: [],
    claim: [],
  });
  await world.watches.change('1', { heardAtMs: nowMs });
}

/** An account that gets a message each hour, and then none. */
async function busyThenSilent(forMs = silenceMs): Promise<void> {
  for (let n = 0; n < 12; n++) {
    await heard();
    await world.clock.advance(hourMs);
  }
  await world.clock.advance(forMs);
}

async function looked(look: LookAtSilence) {
  const watch = (await world.watches.find('1')) ?? { accountId: '1' };
  const { change, isDeaf } = await look.execute(watched, watch);
  await world.watches.change('1', change);
  return isDeaf;
}
const watch = async () => (await world.watches.find('1')) ?? { accountId: '1' };
const told = () =>
  world.noticed.flatMap((noticed) =>
    noticed.kind === 'alarm' ? [`${noticed.state} ${noticed.alarm}`] : [],
  );

describe('an account that usually gets messages', () => {
  test('is silent when it gets none for so long, and no longer when it gets one', async () => {
    const look = lookWith();
    await busyThenSilent();
    const { heardAtMs = 0 } = await watch();
    expect(await looked(look)).toBe(false);
    expect((await watch()).silentSinceMs).toBe(heardAtMs);
    await world.clock.advance(hourMs);
    await looked(look);
    expect(told()).toEqual(['raised silent']);

    await heard();
    await looked(look);
    expect(await watch()).not.toHaveProperty('silentSinceMs');
    expect(told()).toEqual(['raised silent', 'over silent']);
  });

  test('is not silent before', async () => {
    await busyThenSilent(silenceMs - 2 * hourMs);
    await looked(lookWith());
    expect(told()).toEqual([]);
  });

  test('may be silent for ever when nobody wants to know', async () => {
    await busyThenSilent();
    await looked(lookWith({ silenceMs: 0 }));
    expect(told()).toEqual([]);
  });
});

test('an account that seldom gets messages is not called silent', async () => {
  for (let n = 0; n < 12; n++) {
    await heard();
    await world.clock.advance(silenceMs);
  }
  await looked(lookWith());
  expect(told()).toEqual([]);
});

test('an account that has got few messages at all is not called silent', async () => {
  for (let n = 0; n < 9; n++) await heard();
  await world.clock.advance(silenceMs);
  await looked(lookWith());
  expect(told()).toEqual([]);
});

describe('of a silent account', () => {
  test('the webhook is deaf when X has messages that it did not tell', async () => {
    await busyThenSilent();
    const { heardAtMs } = await watch();
    world.pastEvents.happened.push(messageAt(world.clock.now() - hourMs));
    expect(await looked(lookWith())).toBe(true);
    expect(told()).toEqual(['raised silent', 'raised deaf']);
    expect((await watch()).doubt).toEqual({ sinceMs: heardAtMs, cause: 'silence' });
  });

  test('X is asked once in each such time', async () => {
    let asked = 0;
    const page = async () => ({ events: [], asked: asked++ });
    const look = lookWith({ pastEvents: { page } });
    await busyThenSilent();
    for (let n = 0; n < 30; n++) {
      await looked(look);
      await world.clock.advance(hourMs);
    }
    expect(asked).toBe(2);
  });

  test.each([
    ['was told before', -(10 * minuteMs)],
    ['is as old as the last one, give or take what clocks differ', minuteMs],
  ])('a message that %s is no sign of that', async (_, afterMs) => {
    await busyThenSilent();
    world.pastEvents.happened.push(messageAt(((await watch()).heardAtMs ?? 0) + afterMs));
    expect(await looked(lookWith())).toBe(false);
  });

  test('a message that was healed since is no sign of that', async () => {
    await busyThenSilent();
    const { heardAtMs = 0 } = await watch();
    await heard();
    await world.watches.change('1', { heardAtMs });
    world.pastEvents.happened.push(messageAt(world.clock.now()));
    expect(await looked(lookWith())).toBe(false);
  });

  test('X is asked again soon when it did not answer', async () => {
    const look = lookWith();
    await busyThenSilent();
    world.pastEvents.happened.push(messageAt(world.clock.now()));
    world.pastEvents.troubles.failNext(new Failure('throttled', '429'));
    await expect(looked(look)).rejects.toMatchObject({ code: 'throttled' });
    expect(await looked(look)).toBe(false);
    await world.clock.advance(minuteMs);
    expect(await looked(look)).toBe(true);
  });
});
