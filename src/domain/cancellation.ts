import { Failure } from './errors.ts';

/** Whether somebody still waits for the outcome of what goes on; an `AbortSignal` is one. */
export interface Cancellation {
  readonly aborted: boolean;
}

/** Somebody waits until the end. */
export const awaited: Cancellation = { aborted: false };

/** Fails with `unavailable` when nobody waits any more. */
export function stopIfAborted({ aborted }: Cancellation): void {
  if (aborted) throw new Failure('unavailable', 'the caller went away');
}
