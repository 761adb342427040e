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
import type { Head, Settlement } from '../../domain/delivery/lane.ts';
import type { Tracing } from '../../domain/delivery/tracing.ts';
import { conversationIn } from '../../domain/messaging/lanes-of.ts';
import { durations } from './conventional-instruments.ts';
import { histogramOf } from './meters.ts';
import { contextAt, isSampled, spanContextIn, traceparentOf } from './traceparent.ts';

/**
 * Makes a span of each attempt, in the trace of what the message arrived with and linked to it,
 * so that one trace tells the whole way of a message, however long it waited.
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
    const attributes = {
      ...aboutTarget(head),
      'messaging.operation.type': 'process',
      'messaging.destination.name': head.target,
      'messaging.message.conversation_id': head.lane,
      'twitter_connector.account.id': conversationIn(head.lane).accountId,
      'twitter_connector.tries': head.tries,
    };
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
    this.#duration.record(seconds, { ...aboutTarget(head), outcome: settlement.kind });
    return settlement;
  }
}

const aboutTarget = ({ target }: Head) => ({
  'messaging.system': 'twitter_connector',
  'messaging.operation.name': 'deliver',
  'messaging.destination.template': templateOf(target),
});

/** Targets without the account they are of: few values, good for names. */
const templateOf = (target: string): string => target.replace(/^x\/[^/]+/, 'x/{account}');
