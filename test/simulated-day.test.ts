import { expect, test } from '@jest/globals';
import { ManualClock } from '../src/adapters/in-memory/manual-clock.ts';
import { LimitedWorld } from './limited-world.ts';

const minute = 60_000;
const hour = 60 * minute;
const conversations = 200;

interface Day {
  readonly world: LimitedWorld;
  readonly written: ReadonlyMap<string, { readonly customerId: string; readonly atMs: number }>;
}

/** Messages at even distances, every fifth of them by an agent, and then until all are out. */
async function dayOf(clock: ManualClock, world: LimitedWorld, messages: number, engines = 1) {
  const written = new Map<string, { readonly customerId: string; readonly atMs: number }>();
  for (let i = 0; i < messages; i++) {
    const writer = i % 5 === 0 ? 'agent' : 'bot';
    const customerId = String(1_000 + ((i * 7919) % conversations));
    const text = `${writer} ${i}`;
    written.set(text, { customerId, atMs: clock.now() });
    await world.says(text, customerId, writer, i % engines);
    await clock.advance((24 * hour) / messages);
  }
  for (let h = 0; h < 72 && world.x.reached.length < messages; h++) await clock.advance(hour);
  await clock.advance(minute);
  return { world, written };
}

function everyMessageOnceInOrder({ world: { x, reports }, written }: Day): void {
  expect(x.reached.map(({ text }) => text).sort()).toEqual([...written.keys()].sort());
  expect(reports.sort()).toEqual([...written.keys()].map((id) => `${id} DELIVERED`).sort());
  const ofCustomer = (customerId: string) =>
    [...written].filter(([, at]) => at.customerId === customerId);
  for (let c = 0; c < conversations; c++) {
    const customerId = String(1_000 + c);
    const arrived = x.reached.filter((message) => message.customerId === customerId);
    expect(arrived.map(({ text }) => text)).toEqual(ofCustomer(customerId).map(([text]) => text));
  }
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
const waits = ({ world, written }: Day, writer: string): number[] =>
  world.x.reached
    .filter(({ text }) => text.startsWith(writer))
    .map(({ atMs, text }) => atMs - (written.get(text)?.atMs ?? 0));

/** How many of the waiting times that were told came true, within a fifth or a window of X. */
function shareToldRight({ world: { told, x } }: Day): number {
  const right = told.filter(({ atMs, customerId, text }) => {
    const [, count, unit] = /about (\d+) (minutes|hours)/.exec(text) ?? [];
    const saidMs = Number(count) * (unit === 'hours' ? hour : minute);
    const next = x.reached.find((one) => one.customerId === customerId && one.atMs >= atMs);
    const realMs = (next?.atMs ?? Infinity) - atMs;
    return Math.abs(saidMs - realMs) <= Math.max(realMs / 5, 16 * minute);
  });
  return right.length / told.length;
}

test('a day at twice the limit: no refusal, nothing lost, agents first, waiting times told', async () => {
  const clock = new ManualClock();
  const world = await LimitedWorld.with(clock, { perQuarter: 15, perDay: 1_440 });
  const day = await dayOf(clock, world, 2_880);

  expect(world.x.refusedAtMs.length).toBeLessThanOrEqual(1);
  everyMessageOnceInOrder(day);
  expect(median(waits(day, 'agent'))).toBeLessThan(median(waits(day, 'bot')) / 20);
  expect(shareToldRight(day)).toBeGreaterThan(0.85);
});

test('an X that says nothing of its limits is believed: it refuses, and nothing is lost', async () => {
  const clock = new ManualClock();
  const world = await LimitedWorld.with(clock, { perQuarter: 15, perDay: 10_000, told: 'nothing' });
  const day = await dayOf(clock, world, 1_600);

  everyMessageOnceInOrder(day);
  expect(world.told).toEqual([]);
});

test('an X that refuses although it says that there is room delays messages, and loses none', async () => {
  const clock = new ManualClock();
  const world = await LimitedWorld.with(clock, { perQuarter: 15, perDay: 10_000, told: 'wrongly' });
  const day = await dayOf(clock, world, 1_600);

  everyMessageOnceInOrder(day);
  expect(world.x.refusedAtMs.length).toBeGreaterThan(10);
});

test('a process that knows nothing yet is refused once, and tells whoever waits', async () => {
  const clock = new ManualClock();
  const world = await LimitedWorld.with(clock, { perQuarter: 2, perDay: 3 }, 2);
  const customers = ['1', '2', '3', '4', '5', '6'];
  for (const id of customers.slice(0, 3)) await world.says(`before ${id}`, id, 'agent');
  await clock.advance(16 * minute);
  for (const id of customers) await world.says(`after ${id}`, id, 'agent', 1);
  await clock.advance(minute);

  expect(world.x.refusedAtMs).toHaveLength(1);
  expect(world.told.map(({ customerId }) => customerId).sort()).toEqual(['3', ...customers].sort());
  expect(world.told.at(-1)?.text).toMatch(/goes out in about (24|48) hours/);
  await clock.advance(72 * hour);
  expect(world.x.reached).toHaveLength(9);
});

test('two replicas are refused less than once a window', async () => {
  const clock = new ManualClock();
  const world = await LimitedWorld.with(clock, { perQuarter: 15, perDay: 1_440 }, 2);
  const day = await dayOf(clock, world, 2_000, 2);

  everyMessageOnceInOrder(day);
  const windows = (48 * hour) / (15 * minute);
  expect(world.x.refusedAtMs.length).toBeLessThan(windows);
});
