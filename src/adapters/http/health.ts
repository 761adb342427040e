import express, { type Router } from 'express';
import { onlyMethods } from './app.ts';

/** One dependency as operators see it. Only the journal decides readiness. */
export interface Component {
  readonly status: 'UP' | 'DOWN' | 'DEGRADED';
  readonly [detail: string]: unknown;
}

export interface Health {
  /** False while starting and while shutting down. */
  ready(): boolean;
  components(): Promise<Readonly<Record<string, Component>>>;
}

/** `live` says that the process answers; `ready` that messages can be accepted. */
export function healthRoutes(health: Health): Router {
  const router = express.Router();
  const readyPaths = ['/health/ready', '/actuator/health', '/channel-connectors/health'];
  router.get('/health/live', (_request, response) => {
    response.json({ status: 'UP' });
  });
  router.get(readyPaths, async (_request, response) => {
    const components = await health.components();
    const up = health.ready() && components['journal']?.status === 'UP';
    response.status(up ? 200 : 503).json({ status: up ? 'UP' : 'DOWN', components });
  });
  for (const path of ['/health/live', ...readyPaths]) onlyMethods(router, path, ['GET']);
  return router;
}
