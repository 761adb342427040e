import type { Clock } from '../../../../domain/delivery/clock.ts';

/** Time that passes in no time, and tells how long was waited. */
export class HastyClock implements Clock {
  readonly waitsMs: number[] = [];
  #nowMs = Date.now();

  now(): number {
    return this.#nowMs;
  }

  after(delayMs: number, task: () => void): () => void {
    this.waitsMs.push(delayMs);
    this.#nowMs += delayMs;
    setImmediate(task);
    return () => {};
  }

  soon(task: () => void): void {
    setImmediate(task);
  }
}
