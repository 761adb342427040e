/** Takes back a timer that has not run. */
export type Cancel = () => void;

interface Timer {
  readonly dueMs: number;
  readonly job: () => unknown;
  handle: NodeJS.Timeout | undefined;
}

/** The time of the sandbox: the real one until it is set, with the timers that go by it. */
export class Clock {
  readonly #base: () => number;
  readonly #timers = new Set<Timer>();
  #offsetMs = 0;
  #stoppedAtMs: number | undefined;

  /** `base` is the time in epoch milliseconds that it shows until it is set. */
  constructor(base: () => number) {
    this.#base = base;
  }

  readonly now = (): number => this.#stoppedAtMs ?? this.#base() + this.#offsetMs;

  get isStopped(): boolean {
    return this.#stoppedAtMs !== undefined;
  }

  /** Runs the job so much later, or as soon as the clock is set to a time after that. */
  later(delayMs: number, job: () => unknown): Cancel {
    const timer: Timer = { dueMs: this.now() + delayMs, job, handle: undefined };
    this.#timers.add(timer);
    this.#arm(timer, delayMs);
    return () => this.#drop(timer);
  }

  /** Sets the time; what has become due runs at once, in the order it was due. */
  set(nowMs: number): void {
    this.#moveTo(nowMs);
    const due = this.#dueUntil(nowMs).sort((a, b) => a.dueMs - b.dueMs);
    for (const timer of due) void this.#run(timer);
    for (const timer of this.#timers) this.#arm(timer, timer.dueMs - nowMs);
  }

  /** Lets time pass: everything runs when it is due, one after the other, before this resolves. */
  async run(durationMs: number): Promise<void> {
    const untilMs = this.now() + durationMs;
    for (let due = this.#nextUntil(untilMs); due.length > 0; due = this.#nextUntil(untilMs)) {
      this.#moveTo(Math.max(this.now(), due[0]?.dueMs ?? 0));
      await Promise.all(due.map((timer) => this.#run(timer)));
    }
    if (untilMs > this.now()) this.set(untilMs);
  }

  /** The time stands still until it goes on; it can be set meanwhile. */
  stop(): void {
    this.#stoppedAtMs = this.now();
    for (const timer of this.#timers) clearTimeout(timer.handle);
  }

  goOn(): void {
    if (this.#stoppedAtMs === undefined) return;
    const nowMs = this.#stoppedAtMs;
    this.#stoppedAtMs = undefined;
    this.set(nowMs);
  }

  /** Forgets all timers. */
  close(): void {
    for (const timer of this.#timers) this.#drop(timer);
  }

  #moveTo(nowMs: number): void {
    this.#offsetMs = nowMs - this.#base();
    if (this.#stoppedAtMs !== undefined) this.#stoppedAtMs = nowMs;
  }

  #dueUntil(untilMs: number): Timer[] {
    return [...this.#timers].filter(({ dueMs }) => dueMs <= untilMs);
  }

  /** Those that are due first, which are due at the same time. */
  #nextUntil(untilMs: number): Timer[] {
    const all = this.#dueUntil(untilMs);
    const firstMs = all.reduce((ms, { dueMs }) => Math.min(ms, dueMs), Infinity);
    return all.filter(({ dueMs }) => dueMs === firstMs);
  }

  #arm(timer: Timer, delayMs: number): void {
    clearTimeout(timer.handle);
    if (this.isStopped) return;
    timer.handle = setTimeout(() => void this.#run(timer), Math.min(delayMs, 2 ** 31 - 1));
  }

  async #run(timer: Timer): Promise<void> {
    this.#drop(timer);
    await timer.job();
  }

  #drop(timer: Timer): void {
    clearTimeout(timer.handle);
    this.#timers.delete(timer);
  }
}
