import type { Clock } from '../delivery/clock.ts';
import type { Observer, Occurrence } from '../observer.ts';

/** Whose file goes which way. */
export type Transfer = Pick<
  Extract<Occurrence, { readonly kind: 'transfer' }>,
  'accountId' | 'direction' | 'sizeBytes'
>;

const moveEveryMs = 5_000;

/**
 * The same bytes, taken only as they are read. The observer hears that a long transfer moves, at
 * most every five seconds from its first byte on, and once, with the total, that all have passed.
 * A transfer that breaks off has no such end: the failure is told with its lane.
 */
export async function* observed(
  bytes: AsyncIterable<Uint8Array>,
  transfer: Transfer,
  clock: Clock,
  observer: Observer,
): AsyncGenerator<Uint8Array> {
  const beganMs = clock.now();
  let toldMs = beganMs;
  let passed = 0;
  let told = 0;
  const tell = (state: 'moving' | 'ended') => {
    toldMs = clock.now();
    const counts = { bytes: passed, newBytes: passed - told, elapsedMs: toldMs - beganMs };
    observer.notice({ kind: 'transfer', ...transfer, state, ...counts });
    told = passed;
  };
  for await (const chunk of bytes) {
    yield chunk;
    passed += chunk.length;
    if (clock.now() - toldMs >= moveEveryMs) tell('moving');
  }
  tell('ended');
}
