/** Why a transfer was given up. */
class Stalled extends Error {
  override readonly name = 'Stalled';
}

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

  /** Waits for the next progress, which must come in time. */
  async during<T>(progress: Promise<T>): Promise<T> {
    const reason = new Stalled(`no progress in ${this.#idleTimeoutMs} ms`);
    const timer = setTimeout(() => this.#controller.abort(reason), this.#idleTimeoutMs);
    try {
      return await progress;
    } finally {
      clearTimeout(timer);
    }
  }
}
