import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type Router } from 'express';
import { application, onlyMethods } from '../adapters/http/app.ts';
import { agentMessagePaths, type HotRoutes, withHotRoutes } from '../adapters/http/hot-routes.ts';
import { sendProblem } from '../adapters/http/problem.ts';

/** How long a shutdown waits for requests under way, in milliseconds. */
const closingMs = 5_000;

/** Longest time a request may take to arrive, in milliseconds. */
const arrivalMs = 10_000;

/** The one HTTP port: hot routes first, express for the rest, problem documents for every fault. */
export function httpServer(
  hotRoutes: HotRoutes,
  routers: readonly Router[],
  report: (unforeseen: unknown) => void,
  followed: (listener: RequestListener) => RequestListener = (listener) => listener,
): Server {
  const app = application([...routers, methods()], report);
  const server = createServer(
    {
      requestTimeout: arrivalMs,
      headersTimeout: arrivalMs,
      connectionsCheckingInterval: 1_000,
      keepAliveTimeout: 65_000,
    },
    followed(withHotRoutes(hotRoutes, app, report)),
  );
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (!socket.writable || error.code === 'ECONNRESET') return socket.destroy();
    const [status, title] = clientErrors[error.code ?? ''] ?? [400, 'The request is malformed'];
    const body = JSON.stringify({ type: 'about:blank', status, title });
    socket.end(
      `HTTP/1.1 ${status} ${title}\r\ncontent-type: application/problem+json\r\n` +
        `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
    );
  });
  server.on('dropRequest', (_request, socket) => socket.destroy());
  server.on('checkExpectation', (_request, response) => {
    sendProblem(response, { status: 417, title: 'Expectation failed' });
  });
  return server;
}

const clientErrors: Readonly<Record<string, readonly [number, string]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'The request took too long to arrive'],
  HPE_HEADER_OVERFLOW: [431, 'The header is too large'],
};

/** Says which methods the known paths have. */
function methods(): Router {
  const router = express.Router();
  for (const path of agentMessagePaths) onlyMethods(router, path, ['POST']);
  onlyMethods(router, '/webhook/twitter/register-and-subscribe', ['POST']);
  onlyMethods(router, '/webhook/twitter/:accountId', ['GET', 'POST']);
  onlyMethods(router, '/connector-configurations', ['POST']);
  onlyMethods(router, '/channel-type-configurations', ['POST']);
  return router;
}

/** Resolves with the port that is listened on. */
export function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, () => resolve((server.address() as AddressInfo).port));
  });
}

/**
 * Accepts no new connection and resolves when the last request is answered. A connection that is
 * kept alive counts as idle only between two requests, hence the looking again.
 */
export function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const again = setInterval(() => server.closeIdleConnections(), 50);
    const enough = setTimeout(() => server.closeAllConnections(), closingMs);
    server.close(() => {
      clearInterval(again);
      clearTimeout(enough);
      resolve();
    });
  });
}
