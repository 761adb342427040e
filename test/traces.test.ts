import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { call } from '../sandbox/stage/call.ts';
import { ConnectorProcess } from '../sandbox/stage/connector-process.ts';
import { type Stage, setStage } from '../sandbox/stage/stage.ts';
import { DEFAULT_BUSINESS, DEFAULT_CUSTOMERS } from '../sandbox/twitter/defaults.ts';
import { attributesOf, Collector, type ExportedSpan } from './collector.ts';
import { eventually } from './eventually.ts';
import { shown } from './world.ts';

const [ada] = DEFAULT_CUSTOMERS;
const [internal, client, producer, consumer] = [1, 3, 4, 5];
const collector = new Collector();

let stage: Stage;

beforeAll(async () => {
  const environment = { LOG_LEVEL: 'debug', ...(await collector.listen()) };
  stage = await setStage({ environment });
  await stage.register();
});
afterAll(async () => {
  await stage.close();
  await collector.close();
});

/** Spans of a kind, once there is one of this name. */
async function spansOfKind(kind: number, name: string): Promise<readonly ExportedSpan[]> {
  const look = () => collector.spans.filter((span) => span.kind === kind);
  return eventually(look, (found) => found.some((span) => span.name === name));
}

describe('a message', () => {
  test('is followed from the webhook into the journal', async () => {
    await stage.customerWrites(ada.id, 'one');
    const [commit] = await spansOfKind(internal, 'commit journal');
    const produced = await spansOfKind(producer, 'enqueue contact-center');
    const parent = produced.find(({ spanId }) => spanId === commit?.parentSpanId);
    expect(parent?.traceId).toBe(commit?.traceId);
    expect(JSON.stringify(commit?.attributes)).toMatch(`x/${DEFAULT_BUSINESS.id}/`);
  });

  test('is followed from its lane to the neighbour', async () => {
    await stage.customerWrites(ada.id, 'two');
    await shown(stage, 'PLAIN', 2);
    const calls = await spansOfKind(client, 'POST /message/receive');
    const deliveries = await spansOfKind(consumer, 'deliver contact-center');
    expect(calls.map(attributesOf)).toContainEqual(
      expect.objectContaining({ 'http.response.status_code': 200 }),
    );
    expect(deliveries.map(attributesOf)).toContainEqual(
      expect.objectContaining({
        'messaging.destination.name': 'contact-center',
        'messaging.message.conversation_id': `in/${DEFAULT_BUSINESS.id}/${ada.id}`,
        'twitter_connector.account.id': DEFAULT_BUSINESS.id,
        'twitter_connector.outcome': 'done',
      }),
    );
  });
});

test('a line of the log says which trace it belongs to', async () => {
  const lines = stage.connector.output.split('\n').filter((line) => line.includes('"delivered"'));
  const ids = lines.map((line) => JSON.parse(line).span_id as unknown);
  expect(ids.length).toBeGreaterThan(1);
  const unknown = () => {
    const deliveries = collector.spans.filter(({ kind }) => kind === consumer);
    return ids.filter((id) => !deliveries.some(({ spanId }) => spanId === id));
  };
  expect(await eventually(unknown, (left) => left.length === 0)).toHaveLength(0);
});

/** A connector of its own beside the stage. */
const another = (environment: Readonly<Record<string, string>>) =>
  new ConnectorProcess({
    ...stage.connector.environment,
    HTTP_PORT: '0',
    GRPC_PORT: '0',
    JOURNAL_URL: `${stage.connector.environment['JOURNAL_URL']}-other`,
    ...environment,
  });

describe('metrics', () => {
  test('go the same way', async () => {
    const names = await eventually(
      () => collector.metrics,
      (found) => found.has('twitter_connector.messages.delivered'),
    );
    expect(names).toContain('messaging.process.duration');
  });

  test('go there also when nothing is scraped and nothing is traced', async () => {
    const alone = new Collector();
    const connector = another({
      ...(await alone.listen()),
      METRICS_PORT: 'off',
      OTEL_TRACES_EXPORTER: 'none',
    });
    await connector.start();
    await call('GET', `${connector.url}/webhook/twitter/1?crc_token=x`);
    const names = await eventually(
      () => alone.metrics,
      (found) => found.has('process.uptime'),
    );
    await connector.stop();
    await alone.close();
    expect(names).toContain('process.uptime');
    expect(alone.spans).toEqual([]);
  });
});

test('a collector that takes nothing keeps nobody from shutting down', async () => {
  const sockets = new Set<Socket>();
  const deaf = createServer((socket) => void sockets.add(socket));
  await new Promise<void>((resolve) => deaf.listen(0, '127.0.0.1', resolve));
  const { port } = deaf.address() as AddressInfo;
  const connector = another({ OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` });
  await connector.start();
  await call('GET', `${connector.url}/webhook/twitter/1?crc_token=x`);
  const startedMs = performance.now();
  await connector.stop();
  const tookMs = performance.now() - startedMs;
  for (const socket of sockets) socket.destroy();
  deaf.close();
  expect(tookMs).toBeLessThan(6_000);
  expect(connector.output).toContain('"stopped"');
});
