import { beforeEach, expect, test } from '@jest/globals';
import type { Meter } from '@opentelemetry/api';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { ScrapeReader } from './scrape-reader.ts';
import { type Samples, samplesIn } from './samples.model.ts';

let reader: ScrapeReader;
let meter: Meter;

beforeEach(() => {
  reader = new ScrapeReader();
  meter = new MeterProvider({ readers: [reader] }).getMeter('test');
});

const scraped = async (): Promise<Samples> => samplesIn(await reader.scrape());

test('a state that is no longer observed is no longer told', async () => {
  let known = ['1', '2'];
  meter.createObservableGauge('usable').addCallback((result) => {
    for (const account of known) result.observe(1, { account });
  });
  expect(await scraped()).toMatchObject({ 'usable{account="1"}': 1, 'usable{account="2"}': 1 });
  known = ['2'];
  const later = await scraped();
  expect(later).not.toHaveProperty('usable{account="1"}');
  expect(later).toHaveProperty('usable{account="2"}', 1);
  known = [];
  expect(Object.keys(await scraped()).filter((name) => name.startsWith('usable'))).toEqual([]);
});

test('what is counted is told from the start of the process, however often it is asked', async () => {
  const counter = meter.createCounter('accepted');
  const histogram = meter.createHistogram('latency');
  let seconds = 0;
  meter.createObservableCounter('cpu').addCallback((result) => result.observe(++seconds));
  counter.add(2);
  histogram.record(1);
  await scraped();
  counter.add(1);
  histogram.record(1);
  await scraped();
  expect(await scraped()).toMatchObject({ accepted_total: 3, latency_count: 2, cpu_total: 3 });
});

test('two who ask at the same time are told the same', async () => {
  const slow = Promise.withResolvers<void>();
  meter.createObservableGauge('quick').addCallback((result) => result.observe(1));
  meter.createObservableGauge('slow').addCallback(async (result) => {
    await slow.promise;
    result.observe(2);
  });
  const first = scraped();
  const second = scraped();
  slow.resolve();
  expect(await first).toMatchObject({ quick: 1, slow: 2 });
  expect(await second).toEqual(await first);
});
