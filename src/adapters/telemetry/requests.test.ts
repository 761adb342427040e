import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Requests } from './requests.ts';
import { following } from './spans.model.ts';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const traceparent = `00-${traceId}-00f067aa0ba902b7-01`;

let followed: ReturnType<typeof following>;
let server: Server;
let listener: RequestListener;
let ended: Promise<unknown>;

beforeAll(() => {
  followed = following();
});
afterAll(() => followed.stop());

beforeEach(async () => {
  followed.forget();
  listener = (_request, response) => response.end();
  const known = /^\/(webhook|messages|health)/;
  const requests = new Requests(followed.tracer, followed.meter, ({ url = '' }) =>
    known.test(url) ? `/${url.split(/[/?]/)[1]}/{id}` : undefined,
  );
  server = createServer((request, response) => {
    const { promise, resolve } = Promise.withResolvers();
    ended = promise;
    requests.follow(request, response, (...both) => listener(...both));
    response.once('close', resolve);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

async function request(path: string, init: RequestInit = {}): Promise<Response> {
  const { port } = server.address() as AddressInfo;
  const response = await fetch(`http://127.0.0.1:${port}${path}`, init);
  await response.text();
  await ended;
  return response;
}

describe('a request', () => {
  test('is a span with its route, and what answers it goes on within', async () => {
    let within: string | undefined;
    listener = (_request, response) => {
      within = trace.getActiveSpan()?.spanContext().spanId;
      response.writeHead(201).end();
    };
    await request('/messages/7', { method: 'POST' });
    const span = followed.named('POST /messages/{id}');
    expect(span.kind).toBe(SpanKind.SERVER);
    expect(span.attributes).toEqual({
      'http.request.method': 'POST',
      'http.route': '/messages/{id}',
      'http.response.status_code': 201,
      'url.scheme': 'http',
      'url.path': '/messages/7',
    });
    expect(span.spanContext().spanId).toBe(within);
  });

  test('is timed by method, route and status', async () => {
    await request('/messages/7');
    const labels =
      'http_request_method="GET",http_response_status_code="200",http_route="/messages/{id}",url_scheme="http"';
    expect(await followed.samples()).toHaveProperty([
      `http_server_request_duration_count{${labels}}`,
    ]);
  });

  test('tells nothing of its query, which may hold a token', async () => {
    await request('/messages/7?token=secret-0123456789');
    expect(JSON.stringify(followed.spans().map(({ attributes }) => attributes))).not.toContain(
      'secret',
    );
  });

  test('to no known path, or by a made-up method, makes no names up', async () => {
    await request('/wp-login.php');
    await request('/messages/7', { method: 'PROPFIND' });
    expect(followed.spans().map(({ name }) => name)).toEqual(['GET', 'HTTP /messages/{id}']);
  });

  test('of a probe is timed and no span', async () => {
    await request('/health/live');
    expect(followed.spans()).toEqual([]);
  });

  test('that fails here is marked, and one that was wrong is not', async () => {
    for (const status of [503, 401]) {
      listener = (_request, response) => response.writeHead(status).end();
      await request('/messages/7');
    }
    const codes = followed.spans().map((span) => span.status.code);
    expect(codes).toEqual([SpanStatusCode.ERROR, SpanStatusCode.UNSET]);
  });

  test('whose caller goes away before an answer says so', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    listener = () => resolve();
    const { port } = server.address() as AddressInfo;
    const socket = connect(port, '127.0.0.1');
    socket.write('GET /messages/7 HTTP/1.1\r\nhost: x\r\n\r\n');
    await promise;
    socket.destroy();
    await ended;
    expect(followed.named('GET /messages/{id}').attributes).toMatchObject({
      'error.type': 'aborted',
    });
  });
});

describe('the trace of the caller', () => {
  test.each([
    ['inside the cluster', 'goes on', '/messages/7', {}, true],
    ['behind the public gateway', 'is ignored', '/messages/7', { 'x-forwarded-for': '::1' }, false],
    ['at a webhook', 'is ignored', '/webhook/7', {}, false],
  ] as const)('%s %s', async (_where, _what, path, headers, goesOn) => {
    await request(path, { headers: { traceparent, ...headers } });
    expect(followed.spans()[0]?.spanContext().traceId === traceId).toBe(goesOn);
  });
});
