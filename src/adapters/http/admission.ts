import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { RequestRefused } from './problem.ts';

/**
 * Lets a caller in who presents one of the configured tokens, as a bearer or as `?token=`. Without
 * configured tokens the inside of the cluster is let in, and what came through the public gateway
 * (it carries a forwarding header) is not.
 */
export function admit(request: IncomingMessage, tokens: readonly (string | undefined)[]): void {
  const configured = tokens.filter((token) => token !== undefined);
  const presented = tokenIn(request);
  if (configured.some((token) => presented !== undefined && isSame(token, presented))) return;
  if (configured.length > 0) throw new RequestRefused(401, 'A valid token is required');
  if (isForwarded(request)) {
    throw new RequestRefused(403, 'This route is not open to the public gateway');
  }
}

/** Whether a request came through the public gateway. */
export const isForwarded = ({ headers }: IncomingMessage): boolean =>
  headers['x-forwarded-for'] !== undefined || headers.forwarded !== undefined;

function tokenIn(request: IncomingMessage): string | undefined {
  const bearer = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (bearer !== undefined) return bearer;
  const query = request.url?.split('?', 2)[1];
  return query === undefined ? undefined : (new URLSearchParams(query).get('token') ?? undefined);
}

function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
