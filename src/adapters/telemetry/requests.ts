import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import {
  type Attributes,
  context,
  type Context,
  type Histogram,
  type Meter,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
  type Tracer,
} from '@opentelemetry/api';
import { durations } from './conventional-instruments.ts';
import { histogramOf } from './meters.ts';

const methods: ReadonlySet<string> = new Set([
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
]);

/** Follows HTTP requests: a span and a duration each. */
export class Requests {
  readonly #tracer: Tracer;
  readonly #duration: Histogram;
  readonly #routeOf: (request: IncomingMessage) => string | undefined;

  /** `routeOf` answers a path with placeholders, of which there are few; undefined: no known one. */
  constructor(
    tracer: Tracer,
    meter: Meter,
    routeOf: (request: IncomingMessage) => string | undefined,
  ) {
    this.#tracer = tracer;
    this.#duration = histogramOf(meter, durations.httpServer);
    this.#routeOf = routeOf;
  }

  /** Has `listener` answer. */
  follow(request: IncomingMessage, response: ServerResponse, listener: RequestListener): void {
    const startedMs = performance.now();
    const about = this.#attributesOf(request);
    const span = this.#spanOf(request, about);
    response.once('close', () => {
      const ended = { ...about, ...outcomeOf(response) };
      this.#duration.record((performance.now() - startedMs) / 1_000, ended);
      if (span !== undefined) end(span, response);
    });
    if (span === undefined) return listener(request, response);
    context.with(trace.setSpan(context.active(), span), () => listener(request, response));
  }

  #attributesOf(request: IncomingMessage): Attributes {
    const { method = '' } = request;
    const route = this.#routeOf(request);
    return {
      'http.request.method': methods.has(method) ? method : '_OTHER',
      'url.scheme': 'http',
      ...(route !== undefined && { 'http.route': route }),
    };
  }

  /** Probes come all the time and tell nothing. */
  #spanOf(request: IncomingMessage, about: Attributes): Span | undefined {
    const { 'http.request.method': method, 'http.route': route } = about;
    if (typeof route === 'string' && /health/.test(route)) return undefined;
    const name = [method === '_OTHER' ? 'HTTP' : method, route].filter(Boolean).join(' ');
    const attributes = { ...about, 'url.path': pathOf(request) };
    const options = { kind: SpanKind.SERVER, attributes };
    return this.#tracer.startSpan(name, options, originOf(request));
  }
}

/** Without its query, which may hold a token. */
const pathOf = ({ url = '' }: IncomingMessage): string => url.split('?', 1)[0] ?? '';

/** Strangers have no say in what is traced: only callers inside the cluster go on with theirs. */
function originOf({ headers, url = '' }: IncomingMessage): Context {
  const isPublic = headers['x-forwarded-for'] !== undefined || headers.forwarded !== undefined;
  if (isPublic || /\/webhook\//.test(url)) return ROOT_CONTEXT;
  return propagation.extract(ROOT_CONTEXT, headers);
}

function outcomeOf(response: ServerResponse): Attributes {
  if (response.headersSent) return { 'http.response.status_code': response.statusCode };
  return { 'error.type': 'aborted' };
}

function end(span: Span, response: ServerResponse): void {
  span.setAttributes(outcomeOf(response));
  if (response.statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
  span.end();
}
