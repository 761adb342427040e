import { expect } from '@jest/globals';
import { call } from '../../sandbox/stage/call.ts';
import { json } from './bodies.ts';
import type { Contract, Example } from './contract.ts';

/** A request without any matchers; a body is JSON. */
export interface PlainRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

const jsonType = { 'content-type': 'application/json' };

/** A test in which a neighbour sends just this: for what the sandboxes do not send by themselves. */
export function asks(
  contract: Contract,
  what: string,
  request: PlainRequest,
  { given = [], response }: Pick<Example, 'given' | 'response'>,
): void {
  const { method, path, query = {}, body } = request;
  const headers = { ...(body !== undefined && jsonType), ...request.headers };
  const sent = { method, path, query, headers, ...(body !== undefined && { body: json(body) }) };
  contract.test(what, { given, request: sent, response }, async (url) => {
    const search = new URLSearchParams(query).toString();
    const address = `${url}${path}${search === '' ? '' : `?${search}`}`;
    const { status } = await call(method, address, body && JSON.stringify(body), headers);
    expect(status).toBe(response.status);
  });
}
