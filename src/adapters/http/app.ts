import express, { type ErrorRequestHandler, type Express, type Router } from 'express';
import helmet from 'helmet';
import { bodyOf, jsonIn } from './body.ts';
import { prefix } from './hot-routes.ts';
import { problemOf, RequestRefused, sendProblem } from './problem.ts';

/**
 * The express application for everything beside the hot routes. Handlers get parsed JSON from
 * `request.body`, which refuses what is none, and may throw; every answer to a fault is a problem
 * document.
 */
export function application(
  routers: readonly Router[],
  report: (unforeseen: unknown) => void,
): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use(helmet());
  app.use(async (request, _response, next) => {
    if (request.method === 'POST') {
      const bytes = await bodyOf(request);
      // Read only when a handler asks, so that strangers and wrong paths are told so first.
      Object.defineProperty(request, 'body', { get: () => jsonIn(bytes) });
    }
    next();
  });
  for (const router of routers) {
    app.use(router);
    app.use(prefix, router);
  }
  app.use((request) => {
    throw new RequestRefused(404, 'There is nothing at this path', request.path);
  });
  const onError: ErrorRequestHandler = (thrown, _request, response, _next) => {
    const unreadable = thrown instanceof URIError;
    const fault = unreadable ? new RequestRefused(400, 'The path cannot be read') : thrown;
    sendProblem(response, problemOf(fault, report));
  };
  app.use(onError);
  return app;
}

/** Refuses every method but those that the route has. */
export function onlyMethods(router: Router, path: string, methods: readonly string[]): void {
  router.all(path, (request, response, next) => {
    if (methods.includes(request.method)) return next();
    response.setHeader('allow', methods.join(', '));
    throw new RequestRefused(405, 'This method is not allowed here', `use ${methods.join(' or ')}`);
  });
}
