import type { IncomingMessage } from 'node:http';
import { metrics, trace } from '@opentelemetry/api';
import type { Clock } from '../../domain/delivery/clock.ts';
import type { Observer } from '../../domain/observer.ts';
import { Calls } from './calls.ts';
import { clientCalls, type Neighbours } from './client-calls.ts';
import { type DatabaseSystem, MeasuredCommits } from './measured-commits.ts';
import { markingObserver } from './marking-observer.ts';
import { MeteringObserver } from './metering-observer.ts';
import { OtelTracing } from './otel-tracing.ts';
import { observeProcess } from './process-states.ts';
import { Requests } from './requests.ts';
import { startSdk, type Wanted } from './sdk.ts';
import { observeStates, type States } from './states.ts';
import { observeWatches } from './watch-states.ts';

export interface InstrumentationOptions {
  readonly wanted: Wanted;
  readonly neighbours: Neighbours;
  /** What the journal is kept in. */
  readonly journal: DatabaseSystem;
  readonly clock: Pick<Clock, 'now' | 'after'>;
  /** The path with placeholders that a request is for; undefined: none that is known. */
  readonly routeOf: (request: IncomingMessage) => string | undefined;
  /** Hears when something cannot be exported. */
  readonly report: (trouble: string) => void;
}

/** Everything that measures, at work. */
export type Instrumentation = Awaited<ReturnType<typeof instrument>>;

/** Starts the SDK of OpenTelemetry and what measures with it. */
export async function instrument({
  clock,
  journal,
  neighbours,
  report,
  routeOf,
  wanted,
}: InstrumentationOptions) {
  const outgoing = clientCalls(neighbours);
  const sdk = await startSdk(wanted, [outgoing], report);
  const meter = metrics.getMeter('twitter-connector');
  const tracer = trace.getTracer('twitter-connector');
  const metering = new MeteringObserver(meter);
  const stopProcess = observeProcess(meter);
  const observer: Observer = {
    notice(occurrence) {
      metering.notice(occurrence);
      if (wanted.otlpTraces) markingObserver.notice(occurrence);
    },
  };
  return {
    observer,
    tracing: new OtelTracing(tracer, meter),
    requests: new Requests(tracer, meter, routeOf),
    calls: new Calls(tracer, meter),
    commits: new MeasuredCommits(tracer, meter, journal),
    scrape: () => sdk.scrape(),
    /** Has the gauges look at how things stand. */
    observe: (states: States) => {
      observeStates(meter, states, clock);
      const { watches } = states;
      if (watches !== undefined) observeWatches(meter, watches, clock);
    },
    /** Which trace a line of the log belongs to. */
    logFields(): { readonly trace_id?: string; readonly span_id?: string } {
      const at = trace.getActiveSpan()?.spanContext();
      return at === undefined ? {} : { trace_id: at.traceId, span_id: at.spanId };
    },
    /** Exports what is left. */
    async stop(): Promise<void> {
      outgoing.disable();
      stopProcess();
      await sdk.stop();
    },
  };
}
