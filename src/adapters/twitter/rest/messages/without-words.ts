import { Failure } from '../../../../domain/errors.ts';
import { repeats } from '../../../../domain/messaging/repeats.ts';

/** X's words are left out when they may repeat what was to be sent; its status and code stay. */
export function withoutWords(thrown: unknown, said: readonly string[]): unknown {
  if (!(thrown instanceof Failure)) return thrown;
  const [facts = '', ...words] = thrown.detail.split(': ');
  return repeats(words.join(': '), said)
    ? new Failure(thrown.code, facts, thrown.retryAtMs)
    : thrown;
}
