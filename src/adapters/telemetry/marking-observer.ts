import { type Attributes, SpanStatusCode, trace } from '@opentelemetry/api';
import type { Failure } from '../../domain/errors.ts';
import type { Observer } from '../../domain/observer.ts';

/** Marks the span in which something happens with what went wrong. */
export const markingObserver: Observer = {
  notice(occurrence) {
    const { kind } = occurrence;
    if (kind === 'held' || kind === 'buried') markFailed(occurrence.failure);
    else if (kind === 'doubt-settled') {
      trace.getActiveSpan()?.addEvent('doubt settled', { by: occurrence.by } satisfies Attributes);
    }
  },
};

/** The detail stays in the log: it may repeat words of a neighbour. */
function markFailed({ code }: Failure): void {
  const span = trace.getActiveSpan();
  span?.setAttribute('error.type', code);
  span?.setStatus({ code: SpanStatusCode.ERROR, message: code });
}
