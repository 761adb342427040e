import type { Clock } from '../../domain/delivery/clock.ts';

/** The machine's time is followed when it is this far ahead, e.g. after it was suspended. */
const aheadMs = 2_000;

let offsetMs = Date.now() - performance.now();

/** The time of the machine, but never going back while the process runs. */
export const systemClock: Clock = {
  now() {
    const steadyMs = performance.now() + offsetMs;
    const machineMs = Date.now();
    if (machineMs - steadyMs <= aheadMs) return Math.round(steadyMs);
    offsetMs += machineMs - steadyMs;
    return machineMs;
  },
  after(delayMs, task) {
    const timer = setTimeout(task, delayMs);
    return () => clearTimeout(timer);
  },
  soon(task) {
    setImmediate(task);
  },
};
