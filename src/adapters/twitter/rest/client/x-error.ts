import { isObject } from '../../wire.ts';

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
 * documents (v2), also as the one of `errors`, and the refusal of a token (RFC 6749, 5.2). Where a
 * request was not valid, the first of its faults says more than the document. Undefined: these are
 * not X's words, so something in between has answered.
 */
export function xErrorIn(body: unknown): XError | undefined {
  if (!isObject(body)) return undefined;
  const listed: readonly unknown[] = Array.isArray(body['errors']) ? body['errors'] : [];
  const [first, ...more] = listed.filter(isObject);
  const coded = [first, ...more, body].find((error) => codeIn(error?.['code']) !== undefined);
  const code = codeIn(coded?.['code']);
  if (code !== undefined) return { code, message: words(coded?.['message']) };
  const { detail, error, error_description, message } = body as Record<string, unknown>;
  if (typeof error_description === 'string') {
    return { problem: words(error), message: error_description };
  }
  const type = words(body['type']) || words(first?.['type']);
  const title = words(body['title']) || words(first?.['title']);
  const fault = words(first?.['message']) || words(first?.['detail']);
  const said = fault || words(detail) || words(message) || words(error);
  if (type === '' && said === '' && title === '') return undefined;
  const problem = type.split('/').at(-1);
  return { ...(problem && { problem }), message: said || title };
}

function codeIn(value: unknown): number | undefined {
  const code = typeof value === 'string' && /^\d{1,6}$/.test(value) ? Number(value) : value;
  return Number.isSafeInteger(code) ? (code as number) : undefined;
}

const words = (value: unknown): string => (typeof value === 'string' ? value : '');
