import {
  context,
  type Histogram,
  type Meter,
  propagation,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Tracer,
} from '@opentelemetry/api';
import {
  type Metadata,
  ServerInterceptingCall,
  type ServerInterceptor,
  status,
} from '@grpc/grpc-js';
import { durations } from './conventional-instruments.ts';
import { histogramOf } from './meters.ts';

const grpc = { 'rpc.system.name': 'grpc' };

/** Probes and watches of the server itself. */
const untold = /^\/grpc\./;

/** Those of our statuses that tell of a fault of ours and not of the caller's. */
const faults: ReadonlySet<status> = new Set([
  status.UNKNOWN,
  status.DEADLINE_EXCEEDED,
  status.UNIMPLEMENTED,
  status.INTERNAL,
  status.UNAVAILABLE,
  status.DATA_LOSS,
]);

/** Follows gRPC calls: a span and a duration each. */
export class Calls {
  readonly #tracer: Tracer;
  readonly #duration: Histogram;

  constructor(tracer: Tracer, meter: Meter) {
    this.#tracer = tracer;
    this.#duration = histogramOf(meter, durations.rpcServer);
  }

  /** To be the first of a server's interceptors, so that it sees what the others refuse. */
  readonly interceptor: ServerInterceptor = ({ path }, call) => {
    if (untold.test(path)) return new ServerInterceptingCall(call);
    const startedMs = performance.now();
    const method = path.slice(1);
    let within = ROOT_CONTEXT;
    let hasEnded = false;
    const end = (code: status) => {
      if (hasEnded) return;
      hasEnded = true;
      const about = { ...grpc, 'rpc.method': method, 'rpc.response.status_code': status[code] };
      this.#duration.record((performance.now() - startedMs) / 1_000, about);
      const span = trace.getSpan(within);
      span?.setAttributes(about);
      if (faults.has(code)) span?.setStatus({ code: SpanStatusCode.ERROR });
      span?.end();
    };
    return new ServerInterceptingCall(call, {
      start: (next) =>
        next({
          onReceiveMetadata: (metadata, go) => {
            within = this.#begin(method, metadata);
            context.with(within, () => go(metadata));
          },
          onReceiveMessage: (message, go) => context.with(within, () => go(message)),
          onReceiveHalfClose: (go) => context.with(within, go),
          onCancel: () => end(status.CANCELLED),
        }),
      sendStatus: (sent, next) => {
        end(sent.code ?? status.UNKNOWN);
        next(sent);
      },
    });
  };

  #begin(method: string, metadata: Metadata) {
    const origin = propagation.extract(ROOT_CONTEXT, metadata.getMap());
    const attributes = { ...grpc, 'rpc.method': method };
    const span = this.#tracer.startSpan(method, { kind: SpanKind.SERVER, attributes }, origin);
    return trace.setSpan(origin, span);
  }
}
