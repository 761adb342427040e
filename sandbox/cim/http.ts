import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Serves one request; a rejection is answered with 500. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** A listening server. */
export interface Listening {
  readonly url: string;
  close(): Promise<void>;
}

/** Listens on 127.0.0.1; port 0 takes a free one. Closing ends open connections as well. */
export async function listen(handler: Handler, port: number): Promise<Listening> {
  const server = createServer((request, response) => {
    handler(request, response).catch((error: unknown) => {
      if (response.headersSent || request.destroyed) response.destroy();
      else answerJson(response, 500, springError(500, String(error)));
    });
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const { port: taken } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${taken}`, close: () => closed(server) };
}

/** Reads the whole request; undefined when it is larger than the limit (the rest is discarded). */
export function readBytes(request: IncomingMessage, bytesMax: number): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= bytesMax) chunks.push(chunk);
    });
    request.on('end', () => resolve(length > bytesMax ? undefined : Buffer.concat(chunks)));
    request.on('error', reject);
  });
}

/** Answers JSON. */
export function answerJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  const bytes = Buffer.from(JSON.stringify(body));
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': bytes.length,
    ...headers,
  });
  response.end(bytes);
}

const REASONS: Record<number, string> = {
  400: 'Bad Request',
  404: 'Not Found',
  413: 'Payload Too Large',
  415: 'Unsupported Media Type',
  500: 'Internal Server Error',
};

/** An error body as Spring Boot writes it. */
export function springError(status: number, message: string): Record<string, unknown> {
  const error = REASONS[status] ?? 'Error';
  return { timestamp: new Date().toISOString(), status, error, message };
}

/** A look-up that found nothing, as CCM answers it. */
export function notFound(message: string): { status: number; body: unknown } {
  const body = { timestamp: new Date().toISOString(), status: 'NOT_FOUND', message };
  return { status: 404, body };
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
