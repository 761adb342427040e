import type { World } from '../world.ts';

/** How the time is to change: it is stopped first, set, let go on, and then passes. */
export interface ClockChange {
  /** The time in epoch milliseconds. */
  readonly now?: number | undefined;
  readonly advanceMs?: number | undefined;
  /** True: the time stands still; false: it goes on. */
  readonly stopped?: boolean | undefined;
  /** Lets so much time pass, and everything that is due within it happen, one after the other. */
  readonly runMs?: number | undefined;
}

/** The time as the control surface shows it. */
export interface ShownClock {
  /** In epoch milliseconds. */
  readonly now: number;
  readonly at: string;
  readonly stopped: boolean;
}

/** Changes the time of the sandbox. */
export class ClockControl {
  readonly #world: () => World;

  constructor(world: () => World) {
    this.#world = world;
  }

  show(): ShownClock {
    const { clock } = this.#world();
    const now = clock.now();
    return { now, at: new Date(now).toISOString(), stopped: clock.isStopped };
  }

  /** Resolves when what `runMs` brings about is over. */
  async change({ now, advanceMs, stopped, runMs }: ClockChange): Promise<ShownClock> {
    const { clock } = this.#world();
    if (stopped === true) clock.stop();
    if (now !== undefined) clock.set(now);
    if (advanceMs !== undefined) clock.set(clock.now() + advanceMs);
    if (stopped === false) clock.goOn();
    if (runMs !== undefined) await clock.run(runMs);
    return this.show();
  }
}
