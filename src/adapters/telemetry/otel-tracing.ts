import {
  context,
  type Histogram,
  type Meter,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  trace,
  type Tracer,
} from '@opentelemetry/api';
import type { Committed } from '../../domain/delivery/delivery-store.ts';
import type { Arrival, Head, Settlement } from '../../domain/delivery/lane.ts';
import type { Tracing } from '../../domain/delivery/tracing.ts';
import { failureOf } from '../../domain/errors.ts';
import { durations } from './conventional-instruments.ts';
import {
  aboutAttempts,
  attributesOfAcceptance,
  attributesOfAttempt,
  templateOf,
} from './messaging-attributes.ts';
import { histogramOf } from './meters.ts';
import { contextAt, isSampled, spanContextIn, traceparentOf } from './traceparent.ts';

/**
 * Makes a span of what is journalled together, whose context the messages keep, and a span of each
 * attempt, in that trace and linked to that span: one trace tells the whole way of a message,
 * however long it waited. As OpenTelemetry's conventions for messaging have it.
 */
export class OtelTracing implements Tracing {
  readonly #tracer: Tracer;
  readonly #duration: Histogram;

  constructor(tracer: Tracer, meter: Meter) {
    this.#tracer = tracer;
    this.#duration = histogramOf(meter, durations.attempt);
  }

  current(): string | undefined {
    return traceparentOf(trace.getActiveSpan());
  }

  acceptance(
    arrivals: readonly Arrival[],
    work: () => Promise<Committed['accepted']>,
  ): Promise<Committed['accepted']> {
    const within = trace.getActiveSpan()?.spanContext();
    const isFollowed = within !== undefined && isSampled(within);
    const isMessage = arrivals.some(({ message }) => message !== undefined);
    if (!isFollowed || !isMessage) return work();
    const attributes = attributesOfAcceptance(arrivals);
    const name = ['enqueue', attributes['messaging.destination.template']].join(' ').trim();
    const span = this.#tracer.startSpan(name, { kind: SpanKind.PRODUCER, attributes });
    return context.with(trace.setSpan(context.active(), span), async () => {
      try {
        const accepted = await work();
        const repeated = accepted.filter((outcome) => outcome === 'duplicate').length;
        if (repeated > 0) span.setAttribute('twitter_connector.repeated', repeated);
        return accepted;
      } catch (thrown) {
        span.setAttribute('error.type', failureOf(thrown).code);
        span.setStatus({ code: SpanStatusCode.ERROR });
        throw thrown;
      } finally {
        span.end();
      }
    });
  }

  attempt(head: Head, work: () => Promise<Settlement>): Promise<Settlement> {
    const at = spanContextIn(head.trace);
    const isUnwanted = at !== undefined && !isSampled(at);
    const timed = () => this.#timed(head, work);
    return isUnwanted ? context.with(contextAt(at), timed) : this.#spanned(head, at, timed);
  }

  #spanned(
    head: Head,
    at: SpanContext | undefined,
    work: () => Promise<Settlement>,
  ): Promise<Settlement> {
    const origin = contextAt(at);
    const attributes = attributesOfAttempt(head);
    const links = at === undefined ? [] : [{ context: at }];
    const options = { kind: SpanKind.CONSUMER, attributes, links };
    const span = this.#tracer.startSpan(`deliver ${templateOf(head.target)}`, options, origin);
    return context.with(trace.setSpan(origin, span), async () => {
      const settlement = await work();
      span.setAttribute('twitter_connector.outcome', settlement.kind);
      if (settlement.kind === 'buried') span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
      return settlement;
    });
  }

  async #timed(head: Head, work: () => Promise<Settlement>): Promise<Settlement> {
    const startedMs = performance.now();
    const settlement = await work();
    const seconds = (performance.now() - startedMs) / 1_000;
    this.#duration.record(seconds, { ...aboutAttempts(head), outcome: settlement.kind });
    return settlement;
  }
}
