import { isObject } from '../wire.ts';

/** What X says about a call it did not do, whichever of its forms it used. */
export interface XError {
  /** X's own number; v1.1 only. */
  readonly code?: number;
  /** The last part of the problem type, such as `invalid-request`; v2 only. */
  readonly problem?: string;
  readonly message: string;
}

/**
 * Reads `{errors: [{code, message}]}` and `{error}` (X API v1.1), `{code, message}` and problem
 * documents (v2). Undefined: these are not X's words, so something in between has answered.
 */
export function xErrorIn(body: unknown): XError | undefined {
  if (!isObject(body)) return undefined;
  const listed: readonly unknown[] = Array.isArray(body['errors']) ? body['errors'] : [];
  const [first, ...more] = listed.filter(isObject);
  const coded = [first, ...more, body].find((error) => codeIn(error?.['code']) !== undefined);
  const code = codeIn(coded?.['code']);
  if (code !== undefined) return { code, message: words(coded?.['message']) };
  const { type, title, detail, error, message } = body as Record<string, unknown>;
  const problem = typeof type === 'string' ? type.split('/').at(-1) : undefined;
  const said = words(detail) || words(first?.['message']) || words(message) || words(error);
  if (problem === undefined && said === '' && words(title) === '') return undefined;
  return { ...(problem && { problem }), message: said || words(title) };
}

function codeIn(value: unknown): number | undefined {
  const code = typeof value === 'string' && /^\d{1,6}$/.test(value) ? Number(value) : value;
  return Number.isSafeInteger(code) ? (code as number) : undefined;
}

const words = (value: unknown): string => (typeof value === 'string' ? value : '');
