import type { Clock } from '../../domain/delivery/clock.ts';

/** The time of the machine. */
export const systemClock: Clock = {
  now: Date.now,
  after(delayMs, task) {
    const timer = setTimeout(task, delayMs);
    return () => clearTimeout(timer);
  },
  soon(task) {
    setImmediate(task);
  },
};
