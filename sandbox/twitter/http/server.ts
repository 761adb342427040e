import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Answer, TornAnswer } from './answer.ts';
import { ApiRequest } from './api-request.ts';

const BODY_BYTES_MAX = 1_048_576;

/** Answers one request; must not reject. */
export type Handle = (request: ApiRequest) => Promise<Answer | TornAnswer>;

/** An HTTP server that gives each request with its whole body to `handle`. Not listening yet. */
export function createSandboxServer(handle: Handle): Server {
  const server = createServer((incoming, response) => {
    readBody(incoming, (bytes) => {
      if (bytes === undefined) return send(response, { status: 413 });
      const { method = 'GET', url = '/', headers } = incoming;
      void handle(new ApiRequest(method, url, headers, bytes)).then((answer) => {
        send(response, answer);
      });
    });
  });
  server.keepAliveTimeout = 65_000;
  return server;
}

function readBody(incoming: IncomingMessage, done: (bytes: Buffer | undefined) => void): void {
  const chunks: Buffer[] = [];
  let size = 0;
  incoming.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= BODY_BYTES_MAX) chunks.push(chunk);
  });
  incoming.on('end', () => {
    done(size > BODY_BYTES_MAX ? undefined : Buffer.concat(chunks));
  });
}

function send(response: ServerResponse, answer: Answer | TornAnswer): void {
  if (answer.afterwards) afterClose(response, answer.afterwards);
  if ('torn' in answer) {
    response.destroy();
    return;
  }
  if (answer.body === undefined) {
    response.writeHead(answer.status, { ...answer.headers, 'content-length': 0 }).end();
    return;
  }
  const { type, bytes } = encoded(answer.body);
  response
    .writeHead(answer.status, {
      'content-type': type,
      'content-length': bytes.length,
      ...answer.headers,
    })
    .end(bytes);
}

/** Runs at once when the client did not wait for the answer. */
function afterClose(response: ServerResponse, job: () => void): void {
  if (response.destroyed) job();
  else response.once('close', job);
}

function encoded(body: unknown): { type: string; bytes: Buffer } {
  if (typeof body === 'string')
    return { type: 'text/html;charset=utf-8', bytes: Buffer.from(body) };
  return { type: 'application/json;charset=utf-8', bytes: Buffer.from(JSON.stringify(body)) };
}
