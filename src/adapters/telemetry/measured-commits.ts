import {
  type Attributes,
  type Histogram,
  type Meter,
  SpanKind,
  SpanStatusCode,
  type Tracer,
} from '@opentelemetry/api';
import type { Commit, Committed } from '../../domain/delivery/delivery-store.ts';
import { durations } from './conventional-instruments.ts';
import { histogramOf } from './meters.ts';
import { contextAt, isSampled, spanContextIn } from './traceparent.ts';

/** As OpenTelemetry calls them. */
export type DatabaseSystem = 'sqlite' | 'postgresql';

/** So many messages of a commit are named and linked. */
const namedMax = 16;

/**
 * Measures the commits of a store. The span of a commit belongs to the first traced message in it
 * and is linked to the others; without any there is none.
 */
export class MeasuredCommits {
  readonly #tracer: Tracer;
  readonly #duration: Histogram;
  readonly #about: Attributes;

  constructor(tracer: Tracer, meter: Meter, system: DatabaseSystem) {
    this.#tracer = tracer;
    this.#about = { 'db.system.name': system, 'db.operation.name': 'commit' };
    this.#duration = histogramOf(meter, durations.commit);
  }

  async measure(commit: Commit, work: () => Promise<Committed>): Promise<Committed> {
    const span = this.#spanOf(commit);
    const startedMs = performance.now();
    const about = { ...this.#about };
    try {
      return await work();
    } catch (thrown) {
      about['error.type'] = thrown instanceof Error ? thrown.name : 'unknown';
      span?.setAttributes(about);
      span?.setStatus({ code: SpanStatusCode.ERROR });
      throw thrown;
    } finally {
      span?.end();
      this.#duration.record((performance.now() - startedMs) / 1_000, about);
    }
  }

  #spanOf({ accept, settle }: Commit) {
    const traces = [
      ...accept.map(({ message }) => message?.trace),
      ...settle.map(({ head }) => head.trace),
    ];
    const at = traces.map(spanContextIn).filter((context) => context !== undefined);
    const [first, ...others] = at.filter(isSampled);
    if (first === undefined) return undefined;
    const attributes = {
      ...this.#about,
      'db.operation.batch.size': accept.length + settle.length,
      'twitter_connector.accepted.ids': accept.slice(0, namedMax).map(({ id }) => id),
    };
    const links = others.slice(0, namedMax).map((context) => ({ context }));
    const options = { kind: SpanKind.INTERNAL, attributes, links };
    return this.#tracer.startSpan('commit journal', options, contextAt(first));
  }
}
