/** Time, as a need: tests drive it, the service uses the system's. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Calls `task` once, `delayMs` from now; the returned function takes that back. */
  after(delayMs: number, task: () => void): () => void;
  /** Calls `task` when the current turn of the event loop is over. */
  soon(task: () => void): void;
}
