import type { Router } from 'express';
import { healthRoutes } from '../../src/adapters/http/health.ts';
import { agentMessagePaths, prefix } from '../../src/adapters/http/hot-routes.ts';

const pathsOf = (router: Router): readonly string[] =>
  router.stack.flatMap(({ route }) => route?.path ?? []);

/** What the connector answers to probes. */
export const probePaths = pathsOf(
  healthRoutes({ ready: () => true, components: async () => ({}) }),
);

/** An account, as X numbers them. */
const webhook = '/webhook/twitter/732739706';

/** The one path that X must reach through the gateway. */
export const publicPath = prefix + webhook;

/** Paths that lead to the connector, or would, and that nobody outside should reach. */
export const privatePaths: readonly string[] = [
  ...[
    ...agentMessagePaths,
    ...probePaths,
    webhook,
    '/webhook/twitter/register-and-subscribe',
    '/connector-configurations',
    '/channel-type-configurations',
    '/metrics',
  ].flatMap((path) => [path, prefix + path].filter((each) => each !== publicPath)),
  `${publicPath}/`,
  `${publicPath}/more`,
  `${prefix}/webhook/twitter/`,
  `${prefix}/webhook/twitter/register-and-subscribe/`,
  `${prefix}/webhook/twitter/REGISTER-AND-SUBSCRIBE`,
  `${prefix}/webhook/twitter/1/../register-and-subscribe`,
  `/other${publicPath}`,
];
