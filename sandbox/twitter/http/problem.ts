import type { Answer } from './answer.ts';
import type { Refusal } from './refusal.ts';

interface Problem {
  readonly title: string;
  readonly detail: string;
  readonly type: string;
}

const APP_ONLY: Problem = {
  title: 'Unsupported Authentication',
  detail:
    'Authenticating with OAuth 2.0 Application-Only is forbidden for this endpoint. Supported authentication types are [OAuth 1.0a User Context, OAuth 2.0 User Context].',
  type: 'https://api.twitter.com/2/problems/unsupported-authentication',
};

const BLANK: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
};

/** The refusal as the v2 API words it. */
export function refusedAsProblem(refusal: Refusal): Answer {
  if (refusal.code === 220) return problem(403, APP_ONLY);
  const status = refusal.code === 215 ? 401 : refusal.status;
  const title = BLANK[status] ?? 'Error';
  return problem(status, { title, detail: title, type: 'about:blank' });
}

function problem(status: number, content: Problem): Answer {
  return {
    status,
    headers: { 'content-type': 'application/problem+json' },
    body: { ...content, status },
  };
}
