import { CommandFailed, exitCodes } from '../exit-codes.ts';
import { spanOf } from '../terminal/times.ts';

/** Ends a transfer that makes no progress. */
export class Watchdog {
  /** What to say when it has ended the transfer. */
  verdict: CommandFailed | undefined;
  readonly #patienceMs: number;
  readonly #end: () => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(patienceMs: number, end: () => void) {
    this.#patienceMs = patienceMs;
    this.#end = end;
    this.restart();
  }

  /** There was progress. */
  restart(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#bark(), this.#patienceMs);
  }

  /** Nothing is waited for any more. */
  end(): void {
    clearTimeout(this.#timer);
  }

  #bark(): void {
    this.verdict = new CommandFailed(
      exitCodes.unavailable,
      `There was no progress for ${spanOf(this.#patienceMs)}.`,
      'Try again later, or give more time with --timeout.',
    );
    this.#end();
  }
}
