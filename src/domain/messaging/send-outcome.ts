import { type FailureCode, failureOf } from '../errors.ts';
import type { SendOutcome } from './send-slots.ts';

/** The same outcome as that of the send, told when it has come. */
export async function toldWhenOver<T>(
  sending: Promise<T>,
  over: (outcome: SendOutcome) => void,
): Promise<T> {
  try {
    const sent = await sending;
    over('answered');
    return sent;
  } catch (thrown) {
    const { code } = failureOf(thrown);
    over(code === 'throttled' ? code : unheard.has(code) ? 'unanswered' : 'answered');
    throw thrown;
  }
}

/** Who is not let in is told no limits either. */
const unheard: ReadonlySet<FailureCode> = new Set([
  'unauthorized',
  'unavailable',
  'uncertain',
  'internal',
]);
