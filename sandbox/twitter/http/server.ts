import { createServer, type Server, type ServerResponse } from 'node:http';
import type { Answer, Content, TornAnswer } from './answer.ts';
import { ApiRequest } from './api-request.ts';
import { readBody } from './read-body.ts';

/** Answers one request; must not reject. */
export type Handle = (request: ApiRequest) => Promise<Answer | TornAnswer>;

/**
 * An HTTP server that gives each request with its whole body to `handle`, and dates its answers by
 * `now`, in epoch milliseconds. Not listening yet.
 */
export function createSandboxServer(handle: Handle, now: () => number): Server {
  const server = createServer((incoming, response) => {
    response.sendDate = false;
    readBody(incoming, (body) => {
      if (typeof body === 'number') return send(response, { status: body });
      const { method = 'GET', url = '/', headers } = incoming;
      void handle(new ApiRequest(method, url, headers, body.bytes, body.parts)).then((answer) => {
        response.setHeader('date', new Date(now()).toUTCString());
        send(response, answer);
      });
    });
  });
  server.keepAliveTimeout = 65_000;
  return server;
}

function send(response: ServerResponse, answer: Answer | TornAnswer): void {
  if (answer.afterwards) afterClose(response, answer.afterwards);
  if ('torn' in answer) {
    response.destroy();
    return;
  }
  if (answer.content !== undefined) {
    sendContent(response, answer, answer.content);
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

function sendContent(response: ServerResponse, answer: Answer, content: Content): void {
  const { type, bytes, hasLength, stallAfterBytes, truncateAfterBytes } = content;
  response.writeHead(answer.status, {
    'content-type': type,
    ...(hasLength && { 'content-length': bytes.length }),
    ...answer.headers,
  });
  const tornAt = truncateAfterBytes ?? Infinity;
  const lastByte = Math.min(tornAt, stallAfterBytes ?? Infinity);
  if (lastByte >= bytes.length) {
    response.end(bytes);
    return;
  }
  response.flushHeaders();
  response.write(bytes.subarray(0, lastByte), () => {
    if (lastByte === tornAt) response.destroy();
  });
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
