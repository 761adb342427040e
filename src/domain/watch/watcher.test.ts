import { beforeEach, describe, expect, test } from '@jest/globals';
import { InMemoryJournal } from '../../adapters/in-memory/in-memory-journal.ts';
import { InMemoryPublicAddress } from '../../adapters/in-memory/in-memory-public-address.ts';
import type { Duties } from '../delivery/duties.ts';
import { Failure } from '../errors.ts';
import { Alarms } from './alarms.ts';
import { LookAtAddress } from './look-at-address.ts';
import { LookAtSilence } from './look-at-silence.ts';
import { LookAtWebhook } from './look-at-webhook.ts';
import { Pauses } from './pauses.ts';
import { Watchdog } from './watchdog.ts';
import {
  hourMs,
  messageAt,
  minuteMs,
  watched,
  type WatchedWorld,
  watchedWorld,
} from './watched.model.ts';
import { Watcher } from './watcher.ts';

const intervalMs = 5 * minuteMs;

let world: WatchedWorld;
let reported: unknown[];
let alarms: Alarms;

beforeEach(async () => {
  world = await watchedWorld();
  world.replays.permitted = false;
  reported = [];
  alarms = new Alarms(world.observer);
});

/** What watches in one process; its pauses end with it. */
function process(pauses = world.pauses, duties: Duties = world.duties) {
  const keepCovered = world.keepCovered();
  const parts = { ...world, keepCovered, alarms };
  const watchdog = new Watchdog({
    ...parts,
    lookAtWebhook: new LookAtWebhook(parts),
    lookAtSilence: new LookAtSilence({ ...parts, journal: new InMemoryJournal(), silenceMs: 0 }),
    lookAtAddress: new LookAtAddress({
      ...parts,
      publicAddress: new InMemoryPublicAddress(),
      certificateMs: 0,
    }),
  });
  const report = (thrown: unknown) => void reported.push(thrown);
  const random = () => 0.5;
  return new Watcher({ ...parts, watchdog, duties, pauses, intervalMs, random, report });
}

const watch = async () => (await world.watches.find('1')) ?? { accountId: '1' };

describe('a process that watches', () => {
  test('heals, soon after its start, what came while none was up, once it has looked', async () => {
    await world.watches.change('1', { coveredUntilMs: world.clock.now() - hourMs });
    world.pastEvents.happened.push(messageAt(world.clock.now() - minuteMs));
    const page = world.pastEvents.page.bind(world.pastEvents);
    world.pastEvents.page = async (...asked) => {
      expect(await watch()).toHaveProperty('checkedAtMs');
      return page(...asked);
    };
    process().start();
    await world.clock.advance(5_000);
    expect(world.received).toHaveLength(1);
    expect(await watch()).toMatchObject({ gap: { state: 'healed' }, webhookValid: true });
    world.pauses.stop();
  });

  test('looks again and again, and heals what the look brings to light', async () => {
    process().start();
    await world.clock.advance(5_000);
    world.x.setValid(world.webhook.id, false);
    world.pastEvents.happened.push(messageAt(world.clock.now()));
    await world.clock.advance(intervalMs);
    expect(world.received).toHaveLength(1);
    expect(await watch()).toMatchObject({ gap: { cause: 'webhook', state: 'healed' } });
    world.pauses.stop();
  });

  test('tries again to heal what X refused', async () => {
    await world.watches.change('1', { coveredUntilMs: world.clock.now() - hourMs });
    world.pastEvents.happened.push(messageAt(world.clock.now() - minuteMs));
    world.pastEvents.troubles.failNext(new Failure('unauthorized', '401'));
    process().start();
    await world.clock.advance(5_000);
    expect(world.received).toEqual([]);
    await world.clock.advance(2 * intervalMs);
    expect(world.received).toHaveLength(1);
    world.pauses.stop();
  });

  test('says how far everything was heard when it ends', async () => {
    const watcher = process();
    watcher.start();
    await world.clock.advance(50_000);
    await watcher.stop();
    expect((await watch()).coveredUntilMs).toBe(world.clock.now());
    await world.clock.advance(hourMs);
    expect((await watch()).coveredUntilMs).toBe(world.clock.now() - hourMs);
  });

  test('does not watch while another does, and takes over when that one ends', async () => {
    const others = new Pauses(world.clock);
    const [first, second] = [process(), process(others)];
    first.start();
    second.start();
    await world.clock.advance(10_000);
    await first.stop();
    await world.clock.advance(hourMs);
    expect((await watch()).coveredUntilMs).toBeGreaterThan(world.clock.now() - minuteMs);
    expect(await watch()).not.toHaveProperty('gap');
    others.stop();
  });

  test('goes on after what was not foreseen, and reports it', async () => {
    const { change } = world.watches;
    const broken = new Error('not foreseen');
    world.watches.change = () => Promise.reject(broken);
    process().start();
    await world.clock.advance(5_000);
    expect(reported).toContain(broken);
    world.watches.change = change;
    await world.clock.advance(intervalMs * 2);
    expect(await watch()).toMatchObject({ webhookValid: true });
    world.pauses.stop();
  });

  test('reports what is wrong all the time once a minute', async () => {
    const broken = () => Promise.reject(new Error('the journal is gone'));
    process(world.pauses, { perform: broken }).start();
    await world.clock.advance(10 * minuteMs);
    expect(reported.length).toBeGreaterThan(8);
    expect(reported.length).toBeLessThan(12);
    world.pauses.stop();
  });

  test('watches no more when it lost the duty, also when it slept meanwhile', async () => {
    const held = { isLost: false };
    const duties: Duties = {
      perform: async (duty, work) =>
        duty === 'watch' && held.isLost ? false : (await work(held), true),
    };
    process(world.pauses, duties).start();
    await world.clock.advance(minuteMs);
    const { coveredUntilMs } = await watch();
    expect(coveredUntilMs).toBeDefined();
    alarms.raise('1', 'silent');
    held.isLost = true;
    await world.clock.advance(hourMs);
    expect(await watch()).toMatchObject({ coveredUntilMs });
    expect(alarms.isRaised('1', 'silent')).toBe(false);
    world.pauses.stop();
  });

  test('goes on looking when its clock is put back', async () => {
    process().start();
    await world.clock.advance(minuteMs);
    const now = world.clock.now.bind(world.clock);
    world.clock.now = () => now() - 3 * hourMs;
    const { checkedAtMs } = await watch();
    await world.clock.advance(2 * intervalMs);
    expect((await watch()).checkedAtMs).toBeLessThan(checkedAtMs ?? 0);
    expect((await watch()).coveredUntilMs).toBeGreaterThan(world.clock.now() - minuteMs);
    world.pauses.stop();
  });

  test('heals soon what another process was at that died', async () => {
    await world.watches.change('1', { coveredUntilMs: world.clock.now() - hourMs });
    let leaseEnds = () => {};
    const leased = new Promise<void>((resolve) => {
      leaseEnds = resolve;
    });
    void world.duties.perform('heal/1', () => leased);
    process().start();
    await world.clock.advance(11_000);
    expect(await watch()).toMatchObject({ gap: { state: 'healing' } });
    leaseEnds();
    await world.clock.advance(6_000);
    expect(await watch()).toMatchObject({ gap: { state: 'healed' } });
    world.pauses.stop();
  });

  test('heals an account though X never answers for many others', async () => {
    for (let n = 100; n < 160; n++) await world.accounts.save({ ...watched, id: String(n) });
    await world.accounts.save({ ...watched, id: '9' });
    const coveredUntilMs = world.clock.now() - hourMs;
    for (const { id } of world.accounts.all()) await world.watches.change(id, { coveredUntilMs });
    const page = world.pastEvents.page.bind(world.pastEvents);
    let asked = 0;
    world.pastEvents.page = async (account, next) => {
      if (account.id === '9') return page(account, next);
      asked++;
      throw new Failure('unavailable', '500');
    };
    process().start();
    await world.clock.advance(hourMs);
    expect(await world.watches.find('9')).toMatchObject({ gap: { state: 'healed' } });
    expect(await world.watches.find('159')).toMatchObject({ gap: { state: 'healing' } });
    expect(asked / 61).toBeLessThan(20);
    world.pauses.stop();
  });
});
