import type { Clock } from './clock.ts';
import type { DeadLetters } from './dead-letters.ts';
import { type Selection, type Treated, treated } from './selected-dead-letters.ts';

/** Puts dead letters back into their lanes, and has them delivered. */
export class RedriveDeadLetters {
  readonly #deadLetters: DeadLetters;
  readonly #clock: Clock;
  readonly #wake: () => void;

  /** `wake` tells the engine that lanes have become due. */
  constructor(deadLetters: DeadLetters, clock: Clock, wake: () => void) {
    this.#deadLetters = deadLetters;
    this.#clock = clock;
    this.#wake = wake;
  }

  /** Passes over what is no dead letter any more. */
  async execute(selection: Selection): Promise<Treated> {
    const redriven = await treated(this.#deadLetters, selection, (ids) =>
      this.#deadLetters.redrive(ids, this.#clock.now()),
    );
    if (redriven.ids.length > 0) this.#wake();
    return redriven;
  }
}
