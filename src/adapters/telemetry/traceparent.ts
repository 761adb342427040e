import {
  type Context,
  isSpanContextValid,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  trace,
  TraceFlags,
} from '@opentelemetry/api';

/** Where a span stands, in the form of W3C Trace Context; undefined for a span that is none. */
export function traceparentOf(span: Span | undefined): string | undefined {
  const at = span?.spanContext();
  if (at === undefined || !isSpanContextValid(at)) return undefined;
  return `00-${at.traceId}-${at.spanId}-${isSampled(at) ? '01' : '00'}`;
}

/** Whether it was decided to record what goes on there. */
export const isSampled = ({ traceFlags }: SpanContext): boolean =>
  (traceFlags & TraceFlags.SAMPLED) !== 0;

const form = /^00-([0-9a-f]{32})-([0-9a-f]{16})-(00|01)$/;

/** Reads what {@link traceparentOf} wrote; undefined for anything else. */
export function spanContextIn(traceparent: string | undefined): SpanContext | undefined {
  const [, traceId, spanId, flags] = form.exec(traceparent ?? '') ?? [];
  if (traceId === undefined || spanId === undefined) return undefined;
  const traceFlags = flags === '01' ? TraceFlags.SAMPLED : TraceFlags.NONE;
  const at = { traceId, spanId, traceFlags, isRemote: true };
  return isSpanContextValid(at) ? at : undefined;
}

/** A context that belongs there, and to nothing that goes on now. */
export function contextAt(at: SpanContext | undefined): Context {
  return at === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, at);
}
