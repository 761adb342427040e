import type { z } from 'zod';
import type { ApiRequest } from '../../http/api-request.ts';
import { invalidParameter, invalidRequest } from '../../http/problem.ts';

/** The scopes of the direct message calls. */
export const SEND_SCOPES = ['dm.write', 'tweet.read', 'users.read'] as const;
export const READ_SCOPES = ['dm.read', 'tweet.read', 'users.read'] as const;

/** The names in a list parameter; refuses names that it does not know when they are given. */
export function listParameter(
  { query }: ApiRequest,
  name: string,
  known?: readonly string[],
): ReadonlySet<string> {
  const text = query.get(name);
  if (text === null) return new Set();
  const names = text.split(',').map((each) => each.trim());
  if (known !== undefined && !names.every((each) => known.includes(each))) {
    throw invalidParameter(name, text);
  }
  return new Set(names);
}

/** A number within its bounds; the usual one when it is left out. */
export function countParameter(
  { query }: ApiRequest,
  name: string,
  bounds: { min: number; max: number; usual: number },
): number {
  const text = query.get(name);
  if (text === null) return bounds.usual;
  const count = /^\d{1,6}$/.test(text) ? Number(text) : -1;
  if (count < bounds.min || count > bounds.max) {
    const message = `The \`${name}\` query parameter value [${text}] is not between ${bounds.min} and ${bounds.max}`;
    throw invalidRequest(message, { [name]: [text] });
  }
  return count;
}

/** The JSON body in its shape; refuses with the first fault in the words of X's validator. */
export function bodyIn<T>(schema: z.ZodType<T>, request: ApiRequest): T {
  const json = request.bytes.length === 0 ? {} : request.json;
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw invalidRequest(issue === undefined ? 'The body is invalid.' : faultIn(issue, json));
}

function faultIn(issue: z.core.$ZodIssue, json: unknown): string {
  const place = ['$', ...issue.path.map(String)].join('.');
  if (issue.code === 'unrecognized_keys') {
    return `${place}.${issue.keys[0]}: is not defined in the schema and the schema does not allow additional properties`;
  }
  const isMissing = issue.code === 'invalid_type' && valueAt(json, issue.path) === undefined;
  return `${place}: ${isMissing ? 'is missing but it is required' : issue.message}`;
}

function valueAt(json: unknown, path: readonly PropertyKey[]): unknown {
  let value = json;
  for (const key of path) value = (value as Record<PropertyKey, unknown> | undefined)?.[key];
  return value;
}
