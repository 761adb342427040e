import type { IncomingMessage } from 'node:http';
import type { Faults } from './faults.ts';
import { answerJson, type Handler, readBytes, springError } from './http.ts';

const BODY_BYTES_MAX = 16 * 1024 * 1024;

/** A request as a route sees it. */
export interface Call {
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** The parsed JSON; undefined when there is none. */
  readonly body: unknown;
}

/** An answer with a JSON body. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** One end point; `:name` in the path becomes a parameter. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  answer(call: Call): Answer | Promise<Answer>;
}

/** Serves the routes; when faults are given they strike here too. */
export function serve(routes: readonly Route[], faults?: Faults): Handler {
  const compiled = routes.map((route) => ({ route, pattern: patternOf(route.path) }));
  return async (request, response) => {
    const { pathname, searchParams } = urlOf(request);
    const target = { path: pathname };
    const bytes = await readBytes(request, BODY_BYTES_MAX);
    if (await faults?.strike('before', target, response)) return;
    const body = parsed(bytes?.toString('utf8'));
    if (body instanceof SyntaxError) {
      return answerJson(response, 400, springError(400, body.message));
    }
    for (const { route, pattern } of compiled) {
      const match = route.method === request.method ? pattern.exec(pathname) : null;
      if (match === null) continue;
      const answer = await route.answer({ params: decoded(match), query: searchParams, body });
      if (await faults?.strike('after', target, response)) return;
      return answerJson(response, answer.status, answer.body);
    }
    answerJson(response, 404, springError(404, `No endpoint ${request.method} ${pathname}`));
  };
}

/** The address of a request, for its path and query. */
export function urlOf(request: IncomingMessage): URL {
  return new URL(request.url ?? '/', 'http://127.0.0.1');
}

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replaceAll(/:(\w+)/g, '(?<$1>[^/]+)')}$`);
}

function decoded(match: RegExpExecArray): Record<string, string> {
  const entries = Object.entries(match.groups ?? {});
  return Object.fromEntries(entries.map(([name, value]) => [name, decodeURIComponent(value)]));
}

function parsed(text: string | undefined): unknown {
  if (text === undefined) return new SyntaxError(`larger than ${BODY_BYTES_MAX} bytes`);
  if (text.trim() === '') return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    return error;
  }
}
