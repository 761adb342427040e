import { createServer, type Server, type ServerResponse } from 'node:http';

/** Where Prometheus asks: `GET /metrics`, and nothing else. Undefined: there is nothing to tell. */
export function metricsServer(scrape: () => Promise<string | undefined>): Server {
  const server = createServer((request, response) => {
    const path = request.url?.split('?', 1)[0];
    if (path !== '/metrics') response.writeHead(404).end();
    else if (request.method !== 'GET') response.writeHead(405, { allow: 'GET' }).end();
    else void answer(response, scrape);
  });
  server.on('dropRequest', (_request, socket) => socket.destroy());
  return server;
}

async function answer(
  response: ServerResponse,
  scrape: () => Promise<string | undefined>,
): Promise<void> {
  const text = await scrape().catch(() => undefined);
  if (text === undefined) return void response.writeHead(503).end();
  response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' });
  response.end(text);
}
