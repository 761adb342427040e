import { credentials, Metadata, status } from '@grpc/grpc-js';
import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { Failure } from '../../domain/errors.ts';
import { serverStream, unary } from '../grpc/calls.ts';
import { asked, serving, TestClient } from '../grpc/test-server.ts';
import { Calls } from './calls.ts';
import { following } from './spans.model.ts';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const name = 'test.v1.TestService/Ask';

let followed: ReturnType<typeof following>;
let served: Awaited<ReturnType<typeof serving>>;
let within: string | undefined;
let failure: Error | undefined;

beforeAll(() => {
  followed = following();
});
afterAll(() => followed.stop());

beforeEach(async () => {
  followed.forget();
  failure = undefined;
  const ask = unary(
    async (text: string) => {
      within = trace.getActiveSpan()?.spanContext().spanId;
      if (failure !== undefined) throw failure;
      return text;
    },
    () => {},
  );
  const hear = serverStream(
    async function* hear(text: string) {
      within = trace.getActiveSpan()?.spanContext().spanId;
      yield text;
      yield text;
    },
    () => {},
  );
  const calls = new Calls(followed.tracer, followed.meter);
  const adminToken = 'a-token-of-16-or-more';
  served = await serving({ ask, hear }, { follow: calls.interceptor, adminToken });
});
afterEach(() => served.close());

function metadata(more: Readonly<Record<string, string>> = {}): Metadata {
  const sent = new Metadata();
  sent.set('authorization', 'Bearer a-token-of-16-or-more');
  for (const [key, value] of Object.entries(more)) sent.set(key, value);
  return sent;
}

test('a call is a span with its method, and what answers it goes on within', async () => {
  expect(await asked(served.client, 'hello', { metadata: metadata() })).toBe('hello');
  const span = followed.named(name);
  expect(span.kind).toBe(SpanKind.SERVER);
  expect(span.attributes).toEqual({
    'rpc.system.name': 'grpc',
    'rpc.method': name,
    'rpc.response.status_code': 'OK',
  });
  expect(span.spanContext().spanId).toBe(within);
});

test('a call goes on with the trace of its caller', async () => {
  const traceparent = `00-${traceId}-00f067aa0ba902b7-01`;
  await asked(served.client, 'hello', { metadata: metadata({ traceparent }) });
  expect(followed.named(name).spanContext().traceId).toBe(traceId);
});

test('a stream is one span from its beginning to its end', async () => {
  const stream = served.client['hear']?.('hello', metadata());
  const heard: string[] = [];
  for await (const text of stream) heard.push(text);
  expect(heard).toEqual(['hello', 'hello']);
  expect(followed.named('test.v1.TestService/Hear').spanContext().spanId).toBe(within);
});

test.each([
  [new Failure('not-found', 'no account 7'), 'NOT_FOUND', SpanStatusCode.UNSET],
  [new Error('bug'), 'INTERNAL', SpanStatusCode.ERROR],
] as const)('a call that ends with %s says %s', async (thrown, code, spanStatus) => {
  failure = thrown;
  await asked(served.client, 'hello', { metadata: metadata() });
  const span = followed.named(name);
  expect(span.attributes['rpc.response.status_code']).toBe(code);
  expect(span.status.code).toBe(spanStatus);
  expect(await followed.samples()).toHaveProperty([
    `rpc_server_call_duration_count{rpc_method="${name}",rpc_response_status_code="${code}",rpc_system_name="grpc"}`,
  ]);
});

test('a call without the token is told as refused, and the token in no span', async () => {
  const wrong = new Metadata();
  wrong.set('authorization', 'Bearer another-token-0123');
  expect(await asked(served.client, 'x', { metadata: wrong })).toMatchObject({
    code: status.UNAUTHENTICATED,
  });
  const { attributes } = followed.named(name);
  expect(attributes['rpc.response.status_code']).toBe('UNAUTHENTICATED');
  expect(JSON.stringify(attributes)).not.toContain('token');
});

test('probes are no spans', async () => {
  const probe = new TestClient(`127.0.0.1:${served.port}`, credentials.createInsecure());
  await new Promise((resolve) =>
    probe.makeUnaryRequest(
      '/grpc.health.v1.Health/Check',
      () => Buffer.alloc(0),
      (bytes) => bytes,
      {},
      resolve,
    ),
  );
  probe.close();
  expect(followed.spans()).toEqual([]);
});
