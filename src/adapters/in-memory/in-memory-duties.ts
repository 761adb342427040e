import type { Duties, HeldDuty } from '../../domain/delivery/duties.ts';

/** The duties of a process that shares its journal with nobody. */
export class InMemoryDuties implements Duties {
  readonly #performed = new Set<string>();

  async perform(duty: string, work: (held: HeldDuty) => Promise<void>): Promise<boolean> {
    if (this.#performed.has(duty)) return false;
    this.#performed.add(duty);
    try {
      await work({ isLost: false });
      return true;
    } finally {
      this.#performed.delete(duty);
    }
  }
}
