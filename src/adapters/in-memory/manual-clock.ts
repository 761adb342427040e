import type { Clock } from '../../domain/delivery/clock.ts';

interface Timer {
  readonly dueMs: number;
  readonly task: () => void;
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Time that moves only when a test says so. */
export class ManualClock implements Clock {
  #nowMs: number;
  #soon = 0;
  readonly #timers = new Set<Timer>();

  constructor(nowMs: number = Date.UTC(2026, 0, 1)) {
    this.#nowMs = nowMs;
  }

  now(): number {
    return this.#nowMs;
  }

  after(delayMs: number, task: () => void): () => void {
    const timer = { dueMs: this.#nowMs + Math.max(0, delayMs), task };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** Runs by itself, without `settle`: whoever waits for the task's outcome can simply await it. */
  soon(task: () => void): void {
    this.#soon += 1;
    setImmediate(() => {
      this.#soon -= 1;
      task();
    });
  }

  /** Moves on, running what falls due in order of time; everything settles in between. */
  async advance(ms: number): Promise<void> {
    const untilMs = this.#nowMs + ms;
    await this.settle();
    for (let timer = this.#next(untilMs); timer; timer = this.#next(untilMs)) {
      this.#timers.delete(timer);
      this.#nowMs = Math.max(this.#nowMs, timer.dueMs);
      timer.task();
      await this.settle();
    }
    this.#nowMs = untilMs;
  }

  /** Lets promise chains and `soon` tasks come to an end; time stands still. */
  async settle(): Promise<void> {
    do await turn();
    while (this.#soon > 0);
  }

  #next(untilMs: number): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.#timers) {
      if (timer.dueMs <= untilMs && timer.dueMs < (next?.dueMs ?? Infinity)) next = timer;
    }
    return next;
  }
}
