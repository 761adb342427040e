import { context, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { defaultBackoff } from '../../domain/delivery/backoff.ts';
import type { Deliverer, Step } from '../../domain/delivery/deliverer.ts';
import { defaultGateLimits } from '../../domain/delivery/gate.ts';
import type { Arrival } from '../../domain/delivery/lane.ts';
import { Lanes } from '../../domain/delivery/lanes.ts';
import { Failure } from '../../domain/errors.ts';
import { InMemoryDeliveryStore } from '../in-memory/in-memory-delivery-store.ts';
import { ManualClock } from '../in-memory/manual-clock.ts';
import { markingObserver } from './marking-observer.ts';
import { MeasuredCommits } from './measured-commits.ts';
import { OtelTracing } from './otel-tracing.ts';
import { following } from './spans.model.ts';

const arrival = (id: string, target = 'contact-center'): Arrival => ({
  id,
  atMs: 0,
  message: { lane: `in/1/${id}`, target, body: `the text of ${id}` },
});

let followed: ReturnType<typeof following>;
let clock: ManualClock;
let store: InMemoryDeliveryStore;
let lanes: Lanes;
let steps: (() => Step)[];

beforeAll(() => {
  followed = following();
});
afterAll(() => followed.stop());

beforeEach(async () => {
  followed.forget();
  clock = new ManualClock();
  store = new InMemoryDeliveryStore();
  steps = [];
  const commits = new MeasuredCommits(followed.tracer, followed.meter, 'sqlite');
  const deliverer: Deliverer = {
    ageMaxMs: Number.POSITIVE_INFINITY,
    execute: async () => {
      followed.tracer.startSpan('a call').end();
      return steps.shift()?.() ?? { kind: 'done' };
    },
    buried: () => [],
  };
  lanes = new Lanes({
    store: {
      commit: (commit) => commits.measure(commit, () => store.commit(commit)),
      targets: () => store.targets(),
      statistics: () => store.statistics(),
    },
    clock,
    observer: markingObserver,
    delivererOf: () => deliverer,
    timings: {
      leaseMs: 30_000,
      sendTimeoutMs: 10_000,
      echoWaitMs: 10_000,
      burnedMax: 3,
      backoff: defaultBackoff,
      gate: defaultGateLimits,
    },
    random: () => 0.5,
    tracing: new OtelTracing(followed.tracer, followed.meter),
  });
  await lanes.start();
  await clock.settle();
});
afterEach(async () => {
  await clock.settle();
  await lanes.stop();
});

/** Something arrives with a request, which ends when that is journalled. */
async function arrives(...arrivals: readonly Arrival[]): Promise<Span> {
  const request = followed.tracer.startSpan('a request', { root: true });
  const within = trace.setSpan(context.active(), request);
  await context.with(within, () => lanes.accept(arrivals));
  request.end();
  return request;
}

describe('a message', () => {
  test('is one trace: its request, its commit, its delivery and what that calls', async () => {
    const request = (await arrives(arrival('a'))).spanContext();
    await clock.settle();
    const spans = followed.spans().filter(({ name }) => name !== 'a request');
    expect(new Set(spans.map((span) => span.spanContext().traceId))).toEqual(
      new Set([request.traceId]),
    );
    const journalled = followed.named('enqueue contact-center');
    expect(journalled.parentSpanContext?.spanId).toBe(request.spanId);
    const delivery = followed.named('deliver contact-center');
    const { spanId } = journalled.spanContext();
    expect(delivery.parentSpanContext?.spanId).toBe(spanId);
    expect(delivery.links.map((link) => link.context.spanId)).toEqual([spanId]);
    expect(followed.named('a call').parentSpanContext?.spanId).toBe(delivery.spanContext().spanId);
  });

  test('is produced and consumed, as the conventions for messaging have it', async () => {
    await arrives(arrival('a'));
    await clock.settle();
    const about = {
      'messaging.system': 'twitter_connector',
      'messaging.destination.name': 'contact-center',
      'messaging.destination.template': 'contact-center',
      'messaging.message.conversation_id': 'in/1/a',
      'twitter_connector.account.id': '1',
    };
    const { attributes, kind } = followed.named('enqueue contact-center');
    expect(kind).toBe(SpanKind.PRODUCER);
    expect(attributes).toEqual({
      ...about,
      'messaging.operation.type': 'send',
      'messaging.operation.name': 'enqueue',
      'messaging.message.id': 'a',
    });
    const delivery = followed.named('deliver contact-center');
    expect(delivery.kind).toBe(SpanKind.CONSUMER);
    expect(delivery.attributes).toEqual({
      ...about,
      'messaging.operation.type': 'process',
      'messaging.operation.name': 'deliver',
      'twitter_connector.tries': 0,
      'twitter_connector.outcome': 'done',
    });
  });

  test('that comes again says so, and is not delivered again', async () => {
    await arrives(arrival('a'));
    await clock.settle();
    followed.forget();
    await arrives(arrival('a'));
    await clock.settle();
    const { attributes } = followed.named('enqueue contact-center');
    expect(attributes['twitter_connector.repeated']).toBe(1);
    expect(followed.spans().map(({ name }) => name)).not.toContain('deliver contact-center');
  });

  test.each([
    ['one target', 'x/2', 'enqueue x/{account}'],
    ['several', 'contact-center', 'enqueue'],
  ])('that arrives with others, for %s, is counted with them', async (_, target, name) => {
    await arrives(arrival('a', 'x/1'), arrival('b', target), { id: 'an echo', atMs: 0 });
    const { attributes } = followed.named(name);
    expect(attributes['messaging.batch.message_count']).toBe(2);
    expect(attributes).not.toHaveProperty(['messaging.message.id']);
  });

  test('takes what follows from it into its trace', async () => {
    steps = [() => ({ kind: 'done', follow: [arrival('report', 'x/1')] })];
    const { traceId } = (await arrives(arrival('a'))).spanContext();
    await clock.settle();
    const report = followed.named('deliver x/{account}');
    expect(report.spanContext().traceId).toBe(traceId);
    const { spanId } = followed.named('deliver contact-center').spanContext();
    expect(report.parentSpanContext?.spanId).toBe(spanId);
  });

  test('that nobody followed begins a trace of its own, whatever goes on beside it', async () => {
    store.journal.append({ lane: 'in/1/b', target: 'contact-center', body: '' }, arrival('b'));
    const { traceId } = (await arrives(arrival('a'))).spanContext();
    await lanes.lookAgain();
    await clock.settle();
    const deliveries = followed.spans().filter(({ name }) => name === 'deliver contact-center');
    expect(deliveries).toHaveLength(2);
    const others = deliveries.filter((span) => span.spanContext().traceId !== traceId);
    expect(others.map(({ links, parentSpanContext }) => [links, parentSpanContext])).toEqual([
      [[], undefined],
    ]);
  });

  test('of which it was decided not to follow it makes no span, nor does what it calls', async () => {
    const trace = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00';
    const { message } = arrival('a');
    if (message !== undefined) store.journal.append({ ...message, trace }, arrival('a'));
    await lanes.lookAgain();
    await clock.settle();
    expect((await store.statistics()).waiting).toBe(0);
    expect(followed.spans()).toEqual([]);
    const labels = 'messaging_destination_template="contact-center"';
    expect(Object.keys(await followed.samples()).join()).toContain(labels);
  });

  test('that is held and then given up says so, in our codes and without its text', async () => {
    const fails = (code: 'unavailable' | 'rejected') => () => {
      throw new Failure(code, 'the text of a');
    };
    steps = [fails('unavailable'), fails('rejected')];
    await arrives(arrival('a'));
    await clock.advance(60_000);
    const deliveries = followed.spans().filter(({ name }) => name === 'deliver contact-center');
    expect(deliveries.map(({ attributes, status }) => [attributes, status.code])).toMatchObject([
      [{ 'twitter_connector.outcome': 'retry', 'error.type': 'unavailable' }, SpanStatusCode.ERROR],
      [{ 'twitter_connector.outcome': 'buried', 'error.type': 'rejected' }, SpanStatusCode.ERROR],
    ]);
    const told = followed
      .spans()
      .map(({ attributes, events, status }) => [attributes, events, status]);
    expect(JSON.stringify(told)).not.toContain('the text');
  });
});

describe('a commit', () => {
  test('of several messages belongs to the first and is linked to the others', async () => {
    const requests = (await Promise.all([arrives(arrival('a')), arrives(arrival('b'))])).map(
      (span) => span.spanContext(),
    );
    const commit = followed.spans().find(({ name }) => name === 'commit journal');
    expect(commit?.spanContext().traceId).toBe(requests[0]?.traceId);
    const [, second] = followed.spans().filter(({ name }) => name === 'enqueue contact-center');
    const linked = commit?.links.map((link) => link.context.spanId);
    expect(linked).toEqual([second?.spanContext().spanId]);
    expect(second?.spanContext().traceId).toBe(requests[1]?.traceId);
    expect(commit?.attributes['twitter_connector.accepted.ids']).toEqual(['a', 'b']);
  });

  test('of what nobody follows is no span; it is timed all the same', async () => {
    await lanes.accept([arrival('a')]);
    expect(followed.spans().map(({ name }) => name)).not.toContain('commit journal');
    const count =
      'db_client_operation_duration_count{db_operation_name="commit",db_system_name="sqlite"}';
    expect((await followed.samples())[count]).toBeGreaterThan(0);
  });

  test('that fails fails as it does, and says so', async () => {
    store.failNext(new RangeError('disk full'));
    await expect(arrives(arrival('a'))).rejects.toMatchObject({ code: 'unavailable' });
    for (const [name, type] of [
      ['commit journal', 'RangeError'],
      ['enqueue contact-center', 'unavailable'],
    ] as const) {
      const { attributes, status } = followed.named(name);
      expect([attributes['error.type'], status.code]).toEqual([type, SpanStatusCode.ERROR]);
    }
  });
});
