import { expect, test } from '@jest/globals';
import { ManualClock } from './manual-clock.ts';

test('runs what falls due in order of time, each at its own time', async () => {
  const clock = new ManualClock(1_000);
  const ran: string[] = [];
  const note = (name: string) => () => ran.push(`${name} at ${clock.now()}`);
  clock.after(20, note('c'));
  clock.after(10, note('a'));
  clock.after(10, note('b'));
  clock.after(31, note('never'));

  await clock.advance(30);
  expect(ran).toEqual(['a at 1010', 'b at 1010', 'c at 1020']);
  expect(clock.now()).toBe(1_030);
});

test('runs what a task asks for, when it falls due on the way', async () => {
  const clock = new ManualClock(0);
  const ran: number[] = [];
  const again = () => {
    ran.push(clock.now());
    clock.after(10, again);
  };
  clock.after(10, again);

  await clock.advance(35);
  expect(ran).toEqual([10, 20, 30]);
});

test('runs nothing that was taken back', async () => {
  const clock = new ManualClock();
  const ran: string[] = [];
  const takeBack = clock.after(10, () => ran.push('taken back'));
  clock.after(5, takeBack);

  await clock.advance(20);
  expect(ran).toEqual([]);
});

test('lets chains of promises and of soon tasks end before time goes on', async () => {
  const clock = new ManualClock(0);
  const ran: string[] = [];
  const chain = async () => {
    for (let i = 0; i < 50; i++) await Promise.resolve();
    clock.soon(() => ran.push(`chain at ${clock.now()}`));
  };
  clock.after(10, () => clock.soon(() => void chain()));
  clock.after(11, () => ran.push(`timer at ${clock.now()}`));

  await clock.advance(20);
  expect(ran).toEqual(['chain at 10', 'timer at 11']);
});

test('settles without moving time', async () => {
  const clock = new ManualClock(7);
  const ran: string[] = [];
  clock.soon(() => clock.soon(() => ran.push('soon')));
  clock.after(0, () => ran.push('timer'));

  await clock.settle();
  expect(ran).toEqual(['soon']);
  expect(clock.now()).toBe(7);
});

test('runs soon tasks by itself', async () => {
  const clock = new ManualClock();
  const answer = await new Promise((resolve) => clock.soon(() => resolve('ran')));
  expect(answer).toBe('ran');
});
