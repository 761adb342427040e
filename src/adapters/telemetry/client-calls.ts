import type { Attributes, Span } from '@opentelemetry/api';
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';

/** The neighbours; by origin, unless something else is said. */
export interface Neighbours {
  /** Inside the cluster: they are told which trace a call belongs to. */
  readonly inside: readonly string[];
  /** Of whose paths there are few once ids are left out. */
  readonly known: readonly string[];
  /** Where X keeps files, as `host` or `host:port`. */
  readonly media: readonly string[];
}

type Request = Parameters<
  NonNullable<NonNullable<ConstructorParameters<typeof UndiciInstrumentation>[0]>['requestHook']>
>[1];

/** Follows calls of the neighbours: a span and a duration each, without anything that is secret. */
export function clientCalls({ inside, known, media }: Neighbours): UndiciInstrumentation {
  return new UndiciInstrumentation({
    startSpanHook: (request) => aboutUrl(request, known.includes(request.origin)),
    requestHook: (span: Span, request: Request) => {
      const { method, origin, path } = request;
      if (known.includes(origin)) span.updateName(`${method} ${templateOf(path)}`);
      else if (media.includes(new URL(origin).host)) span.updateName(`${method} {file}`);
      // The instrumentation adds the context of the trace after this, which is nobody else's business.
      if (!inside.includes(origin)) request.addHeader = () => {};
    },
  });
}

/** Queries may hold what nobody else should read, and so may the whole path of a file. */
function aboutUrl({ origin, path }: Request, isKnown: boolean): Attributes {
  const shown = isKnown ? new URL(path, origin).pathname : '/REDACTED';
  return { 'url.full': origin + shown, 'url.path': shown, 'url.query': undefined };
}

/** A path with placeholders for ids and names. */
export function templateOf(path: string): string {
  return (path.split('?', 1)[0] ?? '')
    .replace(/^(\/1\.1\/ton\/).+/, '$1{file}')
    .replace(/(\/by\/username\/)[^/]+/, '$1{name}')
    .replace(/\/[^/]*\d{5}[^/]*?(?=\.json$|\/|$)/g, '/{id}')
    .replace(/\/[0-9a-f-]{24,}(?=\/|$)/gi, '/{id}');
}
