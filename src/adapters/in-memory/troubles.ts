import { Failure } from '../../domain/errors.ts';

/** What a neighbour in memory is told to do wrong, call by call. */
export class Troubles {
  readonly #next: (Failure | { readonly taken: boolean })[] = [];

  /** The next call, or so many of them, fail with this and do nothing. */
  failNext(failure: Failure, times = 1): void {
    for (let n = 0; n < times; n++) this.#next.push(failure);
  }

  /** The next call gets no answer; `taken`: it is done all the same. */
  tearNext({ taken }: { readonly taken: boolean }): void {
    this.#next.push({ taken });
  }

  /** Does `action` as the next trouble has it; `torn` is the failure when no answer comes. */
  meet<T>(torn: 'uncertain' | 'unavailable', action: () => T): T {
    const trouble = this.#next.shift();
    if (trouble instanceof Failure) throw trouble;
    if (trouble === undefined) return action();
    if (trouble.taken) action();
    throw new Failure(torn, 'the connection was torn');
  }
}
