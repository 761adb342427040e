import type { IncomingMessage } from 'node:http';
import { agentMessagePaths, eventsPath, pathOf } from './hot-routes.ts';

const paths: ReadonlySet<string> = new Set([
  ...agentMessagePaths,
  '/webhook/twitter/register-and-subscribe',
  '/connector-configurations',
  '/channel-type-configurations',
  '/health/live',
  '/health/ready',
  '/actuator/health',
  '/channel-connectors/health',
]);

/** The route that a request is for, ids replaced by placeholders; undefined: there is none. */
export function routeOf(request: IncomingMessage): string | undefined {
  const path = pathOf(request);
  if (eventsPath.test(path)) return '/webhook/twitter/{accountId}';
  return paths.has(path) ? path : undefined;
}
