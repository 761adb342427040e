/** Repeats a check at an interval that may be changed; 0 means never. */
export class PeriodicChallenge {
  readonly #check: () => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(check: () => void) {
    this.#check = check;
  }

  every(intervalMs: number): void {
    clearInterval(this.#timer);
    if (intervalMs > 0) this.#timer = setInterval(this.#check, intervalMs);
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
