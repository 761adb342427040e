import { Failure } from '../../../../domain/errors.ts';

/** Ends what makes no progress for too long, counting only the time that it is waited for. */
export class Stall {
  readonly #controller = new AbortController();
  readonly #idleTimeoutMs: number;

  constructor(idleTimeoutMs: number) {
    this.#idleTimeoutMs = idleTimeoutMs;
  }

  /** Aborted when something took too long. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Waits for the next progress; fails with `media-unavailable` when it does not come in time. */
  during<T>(progress: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        const detail = `no progress in ${this.#idleTimeoutMs} ms`;
        const failure = new Failure('media-unavailable', detail);
        reject(failure);
        this.#controller.abort(failure);
      }, this.#idleTimeoutMs);
      progress.finally(() => clearTimeout(timer)).then(resolve, reject);
    });
  }
}
