import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { call } from '../sandbox/stage/call.ts';
import { ConnectorProcess } from '../sandbox/stage/connector-process.ts';
import { type Stage, setStage } from '../sandbox/stage/stage.ts';
import { DEFAULT_BUSINESS, DEFAULT_CUSTOMERS } from '../sandbox/twitter/defaults.ts';
import { attributesOf, Collector, type ExportedSpan } from './collector.ts';
import { eventually } from './eventually.ts';
import { customerSends } from './media-world.ts';
import { sentOnX, shown } from './world.ts';

const [ada, grace] = DEFAULT_CUSTOMERS;
const [server, client, consumer] = [2, 3, 5];
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

/** The newest span of this name, and those below it, once there are `count` of them. */
async function below(name: string, count: number): Promise<readonly ExportedSpan[]> {
  const look = () => {
    const top = collector.spans.findLast((span) => span.name === name);
    const found = top === undefined ? [] : [top];
    for (const { spanId } of found) {
      found.push(...collector.spans.filter((span) => span.parentSpanId === spanId));
    }
    return found;
  };
  return eventually(look, (found) => found.length > count);
}

const shape = (spans: readonly ExportedSpan[]) => spans.map(({ name, kind }) => [name, kind]);

describe('a message of a customer', () => {
  test('is followed from the webhook into the journal', async () => {
    await stage.customerWrites(ada.id, 'one');
    const [request, commit] = await below('POST /webhook/twitter/{accountId}', 1);
    expect(request).toMatchObject({ kind: server });
    expect(commit?.name).toBe('commit journal');
    expect(JSON.stringify(commit?.attributes)).toMatch(`x/${DEFAULT_BUSINESS.id}/`);
  });

  test('is followed from its lane to CCM', async () => {
    await stage.customerWrites(ada.id, 'two');
    await shown(stage, 'PLAIN', 2);
    const spans = await below('deliver contact-center', 1);
    expect(shape(spans)).toEqual([
      ['deliver contact-center', consumer],
      ['POST /message/receive', client],
    ]);
    expect(spans.map(attributesOf)).toMatchObject([
      {
        'messaging.destination.name': 'contact-center',
        'messaging.message.conversation_id': `in/${DEFAULT_BUSINESS.id}/${ada.id}`,
        'twitter_connector.account.id': DEFAULT_BUSINESS.id,
        'twitter_connector.outcome': 'done',
      },
      { 'http.response.status_code': 200 },
    ]);
  });

  test('with a file shows how the file was fetched and stored', async () => {
    await customerSends(stage, { kind: 'photo', fileBytes: 2_000 });
    await shown(stage, 'IMAGE', 1);
    const calls = () =>
      collector.spans.filter(({ kind }) => kind === client).map(({ name }) => name);
    const names = await eventually(calls, (found) => found.some((name) => /upload/i.test(name)));
    expect(names).toContainEqual(expect.stringMatching(/^GET/));
    expect(names).toContainEqual(expect.stringMatching(/upload/i));
  });
});

describe('a message of an agent', () => {
  test('is followed from CCM, and from its lane to X', async () => {
    await stage.agentWrites(grace.id, 'three');
    await sentOnX(stage, 1);
    expect(shape(await below('deliver x/{account}', 1))).toEqual([
      ['deliver x/{account}', consumer],
      ['POST /1.1/direct_messages/events/new.json', client],
    ]);
    const requests = collector.spans.filter(({ kind }) => kind === server);
    expect(requests.map(({ name }) => name)).toContain('POST /message/receive');
  });
});

test('a line of the log says which trace it belongs to', async () => {
  const lines = stage.connector.output.split('\n').filter((line) => line.includes('"delivered"'));
  const ids = lines.map((line) => JSON.parse(line).span_id as unknown);
  expect(ids.length).toBeGreaterThan(3);
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
