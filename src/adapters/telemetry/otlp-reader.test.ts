import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { otlpReader } from './otlp-reader.ts';

const variables = [
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_EXPORTER_OTLP_PROTOCOL',
  'OTEL_METRIC_EXPORT_INTERVAL',
] as const;

type Points = Readonly<Record<string, readonly object[]>>;

/** What is sent by OTLP as JSON, as far as it is looked at. */
interface Export {
  readonly resourceMetrics: readonly {
    readonly scopeMetrics: readonly {
      readonly metrics: readonly {
        readonly name: string;
        readonly gauge?: { readonly dataPoints: readonly object[] };
        readonly sum?: { readonly dataPoints: readonly object[] };
      }[];
    }[];
  }[];
}

let server: Server;
let provider: MeterProvider;
/** What each export has told, by the name of the metric. */
let exported: Points[];

beforeEach(async () => {
  exported = [];
  server = createServer((request, response) => {
    void text(request).then((body) => {
      exported.push(pointsIn(JSON.parse(body)));
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const values = [url, 'http/json', '600000'];
  for (const [index, name] of variables.entries()) process.env[name] = values[index];
  provider = new MeterProvider({ readers: [await otlpReader()] });
});
afterEach(async () => {
  await provider.shutdown();
  for (const name of variables) delete process.env[name];
  server.closeAllConnections();
  server.close();
});

function pointsIn({ resourceMetrics: [told] }: Export): Points {
  const metrics = told?.scopeMetrics[0]?.metrics ?? [];
  return Object.fromEntries(
    metrics.map(({ gauge, name, sum }) => [name, (gauge ?? sum)?.dataPoints ?? []]),
  );
}

test('a state that is no longer observed is no longer sent; what is counted goes on', async () => {
  const meter = provider.getMeter('test');
  const counter = meter.createCounter('accepted');
  let known = ['1', '2'];
  meter.createObservableGauge('usable').addCallback((result) => {
    for (const account of known) result.observe(1, { account });
  });
  counter.add(2);
  await provider.forceFlush();
  known = ['2'];
  counter.add(1);
  await provider.forceFlush();
  expect(exported.map((points) => points['usable']?.length)).toEqual([2, 1]);
  expect(exported[1]?.['usable']).toMatchObject([
    { attributes: [{ key: 'account', value: { stringValue: '2' } }] },
  ]);
  expect(exported[1]?.['accepted']).toMatchObject([{ asDouble: 3 }]);
});
