import { expect, test } from '@jest/globals';
import { Gate } from './gate.ts';

test('jobs over the limit wait, and each one runs when another is over, even in failure', async () => {
  const gate = new Gate(2);
  let running = 0;
  let runningMost = 0;
  const job = async (n: number) => {
    running += 1;
    runningMost = Math.max(runningMost, running);
    await new Promise((resolve) => setImmediate(resolve));
    running -= 1;
    if (n === 1) throw new Error('failed');
    return n;
  };
  const results = await Promise.allSettled([1, 2, 3, 4, 5].map((n) => gate.run(() => job(n))));
  expect(results.map(({ status }) => status)).toEqual(['rejected', ...Array(4).fill('fulfilled')]);
  expect(runningMost).toBe(2);
});
