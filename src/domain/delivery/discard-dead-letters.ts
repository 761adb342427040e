import type { Clock } from './clock.ts';
import type { DeadLetters } from './dead-letters.ts';
import { type Selection, type Treated, treated } from './selected-dead-letters.ts';

/** Gives dead letters up for good. */
export class DiscardDeadLetters {
  readonly #deadLetters: DeadLetters;
  readonly #clock: Clock;

  constructor(deadLetters: DeadLetters, clock: Clock) {
    this.#deadLetters = deadLetters;
    this.#clock = clock;
  }

  /** Passes over what is no dead letter any more. */
  execute(selection: Selection): Promise<Treated> {
    return treated(this.#deadLetters, selection, (ids) =>
      this.#deadLetters.discard(ids, this.#clock.now()),
    );
  }
}
