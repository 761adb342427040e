import type { Answer } from './answer.ts';
import type { Refusal } from './refusal.ts';

const TYPES = 'https://api.twitter.com/2/problems/';
const BLANK_TITLES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  410: 'Gone',
  413: 'Request Entity Too Large',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};
const BROKEN =
  'Something is broken. This is usually a temporary error, for example in a high load situation or if an endpoint is temporarily having issues. Check in the developer forums in case others are having similar issues, or try again later. ';

/** Thrown by a handler of API v2 that will not do what it was asked; becomes a problem document. */
export class Problem extends Error {
  readonly status: number;
  readonly body: object;

  constructor(status: number, body: object) {
    super(JSON.stringify(body));
    this.status = status;
    this.body = body;
  }

  get answer(): Answer {
    const headers = { 'content-type': 'application/problem+json' };
    return { status: this.status, headers, body: this.body };
  }
}

/** A problem without a type of its own; without a detail, the title says it again. */
export function blank(status: number, detail?: string): Problem {
  const title = BLANK_TITLES[status] ?? 'Error';
  const usual = status === 500 ? BROKEN : title;
  return new Problem(status, { title, detail: detail ?? usual, type: 'about:blank', status });
}

/** A problem with one of X's types. */
export function typed(status: number, type: string, body: object): Problem {
  return new Problem(status, { ...body, type: `${TYPES}${type}` });
}

/** 400 with the reason as X words it, and the parameters it is about. */
export function invalidRequest(
  message: string,
  parameters?: Readonly<Record<string, readonly string[]>>,
): Problem {
  return typed(400, 'invalid-request', {
    errors: [{ ...(parameters && { parameters }), message }],
    title: 'Invalid Request',
    detail: 'One or more parameters to your request was invalid.',
  });
}

/** 400 for a parameter of the path or of the query with a wrong value. */
export function invalidParameter(name: string, value: string): Problem {
  const message = `The \`${name}\` query parameter value [${value}] is not valid`;
  return invalidRequest(message, { [name]: [value] });
}

/** One entry of `errors` in the answer to a lookup that found nothing; such an answer has 200. */
export function notFoundError(resource: string, parameter: string, value: string): object {
  return {
    value,
    detail: `Could not find ${resource} with ${parameter}: [${value}].`,
    title: 'Not Found Error',
    resource_type: resource,
    parameter,
    resource_id: value,
    type: `${TYPES}resource-not-found`,
  };
}

/** 403: the kind of token does not fit the call. */
export function unsupportedAuthentication(used: string, supported: readonly string[]): Problem {
  return typed(403, 'unsupported-authentication', {
    title: 'Unsupported Authentication',
    detail: `Authenticating with ${used} is forbidden for this endpoint. Supported authentication types are [${supported.join(', ')}].`,
    status: 403,
  });
}

const OAUTH1_PERMISSIONS = () =>
  typed(403, 'oauth1-permissions', {
    title: 'Forbidden',
    status: 403,
    detail:
      'Your client app is not configured with the appropriate oauth1 app permissions for this endpoint.',
  });

/** What API v2 makes of a refusal that both generations know; by its code. */
const OF_CODE: Readonly<Record<number, (refusal: Refusal) => Problem>> = {
  50: ({ message }) => invalidRequest(message),
  93: OAUTH1_PERMISSIONS,
  215: () => blank(401),
  261: OAUTH1_PERMISSIONS,
  324: () => blank(403, 'You are not permitted to attach this media to a DM event.'),
  325: () => invalidRequest('Your media IDs are invalid.'),
  349: () => blank(403, 'You do not have permission to DM one or more participants.'),
  354: ({ message }) => invalidRequest(`$.text: ${message}`),
};

/** The refusal as API v2 words it. */
export function problemOf(refusal: Refusal): Problem {
  return OF_CODE[refusal.code]?.(refusal) ?? blank(refusal.status);
}
