import type { Failure } from '../errors.ts';
import type { Observer } from '../observer.ts';
import type { Alarm } from './watch.ts';

/** Tells once that something is wrong, and once that it is over. */
export class Alarms {
  readonly #observer: Observer;
  readonly #raised = new Set<string>();

  constructor(observer: Observer) {
    this.#observer = observer;
  }

  raise(accountId: string, alarm: Alarm, failure?: Failure): void {
    if (this.#raised.has(`${accountId} ${alarm}`)) return;
    this.#raised.add(`${accountId} ${alarm}`);
    const why = failure === undefined ? {} : { failure };
    this.#observer.notice({ kind: 'alarm', accountId, alarm, state: 'raised', ...why });
  }

  /** Whether it is wrong now, as far as this process has looked. */
  isRaised(accountId: string, alarm: Alarm): boolean {
    return this.#raised.has(`${accountId} ${alarm}`);
  }

  /** Knows nothing any more, of an account or of all, since nobody looks here; nothing is told. */
  forget(accountId?: string): void {
    for (const raised of this.#raised) {
      if (accountId === undefined || raised.startsWith(`${accountId} `))
        this.#raised.delete(raised);
    }
  }

  over(accountId: string, ...alarms: readonly Alarm[]): void {
    for (const alarm of alarms) {
      if (!this.#raised.delete(`${accountId} ${alarm}`)) continue;
      this.#observer.notice({ kind: 'alarm', accountId, alarm, state: 'over' });
    }
  }
}
