import type { Clock } from '../../../domain/delivery/clock.ts';
import { Failure, failureOf } from '../../../domain/errors.ts';

/** Watches a transfer: its signal aborts when nothing moves for too long. */
export class IdleTimer {
  readonly #clock: Pick<Clock, 'after'>;
  readonly #timeoutMs: number;
  readonly #abort = new AbortController();
  #cancel = () => {};
  #isOver = false;

  /** Watches from now on. */
  constructor(clock: Pick<Clock, 'after'>, timeoutMs: number) {
    this.#clock = clock;
    this.#timeoutMs = timeoutMs;
    this.moved();
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Something moved, or is about to: the time starts anew. */
  moved(): void {
    this.#cancel();
    if (this.#isOver) return;
    this.#cancel = this.#clock.after(this.#timeoutMs, () => this.#abort.abort());
  }

  /** Nothing is expected to move. */
  rest(): void {
    this.#cancel();
  }

  /** The transfer is over. */
  end(): void {
    this.#isOver = true;
    this.#cancel();
  }

  /** The failure of a transfer that broke off. */
  failureOf(thrown: unknown): Failure {
    if (thrown instanceof Failure) return thrown;
    if (this.signal.aborted) {
      const detail = `nothing moved between the File Engine and us for ${this.#timeoutMs} ms`;
      return new Failure('media-unavailable', detail);
    }
    const { code } = thrown as { readonly code?: unknown };
    if (typeof code !== 'string') return failureOf(thrown);
    return new Failure('media-unavailable', `the transfer broke off: ${code}`);
  }
}
