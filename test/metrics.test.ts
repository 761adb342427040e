import { renameSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { call } from '../sandbox/stage/call.ts';
import { ConnectorProcess } from '../sandbox/stage/connector-process.ts';
import { type Stage, setStage } from '../sandbox/stage/stage.ts';
import { DEFAULT_BUSINESS, DEFAULT_CUSTOMERS } from '../sandbox/twitter/defaults.ts';
import {
  durations,
  processInstruments,
} from '../src/adapters/telemetry/conventional-instruments.ts';
import { type Instrument, prometheusNameOf } from '../src/adapters/telemetry/instrument.ts';
import { counters, gauges } from '../src/adapters/telemetry/instruments.ts';
import { watchGauges } from '../src/adapters/telemetry/watch-states.ts';
import { type Samples, samplesIn } from '../src/adapters/telemetry/samples.model.ts';
import { eventually } from './eventually.ts';
import { customerSends } from './media-world.ts';
import { clearFaults, faultOnCcm, sentOnX, shown } from './world.ts';

const [ada, grace] = DEFAULT_CUSTOMERS;
const account = `account="${DEFAULT_BUSINESS.id}"`;
const ccm = 'target="contact-center"';

let stage: Stage;

beforeAll(async () => {
  stage = await setStage({ environment: { RETRY_FIRST_MS: '100' } });
  await stage.register();
});
afterAll(() => stage.close());

const scraped = async (): Promise<Samples> =>
  samplesIn(await (await fetch(stage.connector.metricsUrl)).text());

/** Ours, by their short names, as soon as one of them is as it is wanted. */
async function ours(name: string, wanted: (value: number) => boolean): Promise<Samples> {
  const found = await eventually(scraped, (samples) =>
    wanted(samples[`twitter_connector_${name}`] ?? Number.NaN),
  );
  return Object.fromEntries(
    Object.entries(found).map(([key, value]) => [key.replace('twitter_connector_', ''), value]),
  );
}

describe('the metrics', () => {
  let before: Samples;

  beforeEach(async () => {
    before = await scraped();
  });
  const since = (samples: Samples, name: string) =>
    (samples[name] ?? 0) - (before[`twitter_connector_${name}`] ?? 0);

  test('count what was accepted and delivered, each way', async () => {
    for (const text of ['one', 'two', 'three']) await stage.customerWrites(ada.id, text);
    await shown(stage, 'PLAIN', 3);
    await stage.agentWrites(ada.id, 'four');
    await sentOnX(stage, 1);
    const out = `messages_delivered_total{${account},direction="out"}`;
    const samples = await ours(out, (value) => value === 1);
    const inMessages = `messages_accepted_total{${account},direction="in",what="message"}`;
    expect(since(samples, inMessages)).toBe(3);
    const outMessages = `messages_accepted_total{${account},direction="out",what="message"}`;
    expect(since(samples, outMessages)).toBe(1);
    const latency = samples['delivery_latency_count{direction="in"}'] ?? 0;
    expect(latency).toBe(samples[`messages_delivered_total{${account},direction="in"}`]);
    expect(latency).toBeGreaterThanOrEqual(3);
  });

  test('show an outage of CCM, and its end', async () => {
    await faultOnCcm(stage, { path: '/message/receive', status: 503 });
    for (const customer of [ada, grace]) await stage.customerWrites(customer.id, 'anybody there?');
    const trouble = `gate_in_trouble{${ccm}}`;
    const early = await ours(trouble, (value) => value === 1);
    expect(early[trouble]).toBe(1);
    const held = `messages_held_total{${account},direction="in",error_type="unavailable"}`;
    expect(early[held]).toBeGreaterThan(0);

    const oldest = `messages_oldest_age{${ccm}}`;
    const young = await ours(`messages_waiting{${ccm}}`, (value) => value === 2);
    expect(young[`lanes{state="retrying",${ccm}}`]).toBe(2);
    const older = await ours(oldest, (value) => value > (young[oldest] ?? 0) + 1);
    expect(older[oldest]).toBeGreaterThan((young[oldest] ?? 0) + 1);

    await clearFaults(stage);
    const late = await ours(`messages_waiting{${ccm}}`, (value) => value === 0);
    expect(late).toMatchObject({ [trouble]: 0, [oldest]: 0 });
  });

  test('count what is given up, and what waits for an operator', async () => {
    await faultOnCcm(stage, { path: '/message/receive', times: 1, status: 400, body: {} });
    await stage.customerWrites(grace.id, 'this one is refused');
    const samples = await ours('dead_letters', (value) => value === 1);
    expect(samples).toMatchObject({
      dead_letters: 1,
      [`messages_buried_total{${account},direction="in",error_type="rejected"}`]: 1,
    });
  });

  test('count the bytes of files', async () => {
    await customerSends(stage, { kind: 'photo', fileBytes: 300_000 });
    const samples = await ours(
      `media_transfers_total{${account},direction="in"}`,
      (value) => value === 1,
    );
    expect(samples[`media_io_total{${account},direction="in"}`]).toBe(300_000);
  });

  test('tell of an account what X has said: its webhook, its last event, its budgets', async () => {
    const samples = await ours(`account_usable{${account}}`, (value) => value === 1);
    expect(samples).toMatchObject({ [`account_webhook_valid{${account}}`]: 1 });
    expect(samples[`account_last_event_age{${account}}`]).toBeLessThan(60);
    const endpoint = 'POST /1.1/account_activity/all/{environment}/webhooks.json';
    const budget = `rate_budget_remaining{${account},window="15m",x_endpoint="${endpoint}"}`;
    expect(samples[budget]).toBeGreaterThan(0);
  });

  test('show that the journal cannot be written, though nobody writes, and that it can again', async () => {
    const file = stage.connector.environment['JOURNAL_URL']?.replace('sqlite:', '') ?? '';
    const ready = async () => (await fetch(`${stage.connector.url}/health/ready`)).status;
    const failing = async () => (await scraped())['twitter_connector_journal_failing'];
    renameSync(file, `${file}.gone`);
    expect([await ready(), await failing()]).toEqual([503, 1]);
    renameSync(`${file}.gone`, file);
    expect([await ready(), await failing()]).toEqual([200, 0]);
  });

  test('are exactly those that are described, with exactly their labels', async () => {
    await call('POST', `${stage.connector.url}/webhook/twitter/${DEFAULT_BUSINESS.id}`, '{');
    const groups = [counters, gauges, watchGauges, durations, processInstruments];
    const all = groups.flatMap((group) => Object.values<Instrument>(group));
    const labelsOf = new Map(
      all.map((instrument) => [
        prometheusNameOf(instrument),
        new Set(instrument.attributes.map((name) => name.replaceAll('.', '_'))),
      ]),
    );
    const exposed = Object.keys(await scraped()).filter((key) => !key.startsWith('target_info'));
    expect(exposed.length).toBeGreaterThan(200);
    for (const key of exposed) {
      const name = key.replace(/\{.*/, '').replace(/_(bucket|sum|count)$/, '');
      const known = labelsOf.get(name);
      const labels = [...key.matchAll(/(\w+)="/g)].map(([, label = '']) => label);
      const unknown = labels.filter((label) => label !== 'le' && known?.has(label) !== true);
      expect([key, unknown]).toEqual([key, known === undefined ? ['not described'] : []]);
    }
  });
});

describe('the port of the metrics', () => {
  const startedWith = (environment: Readonly<Record<string, string>>) =>
    new ConnectorProcess({
      ...stage.connector.environment,
      HTTP_PORT: '0',
      GRPC_PORT: '0',
      JOURNAL_URL: `${stage.connector.environment['JOURNAL_URL']}-other`,
      ...environment,
    });

  test('is none when it is turned off', async () => {
    const connector = startedWith({ METRICS_PORT: 'off' });
    await connector.start();
    await connector.stop();
    expect(connector.output).toContain('"metricsPort":"off"');
  });

  test('stops the start when it is taken, and says so', async () => {
    const { port } = new URL(stage.connector.metricsUrl);
    const connector = startedWith({ METRICS_PORT: port });
    await expect(connector.start()).rejects.toThrow(
      `EADDRINUSE: address already in use :::${port}`,
    );
  });
});
