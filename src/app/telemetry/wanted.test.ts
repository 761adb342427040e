import { expect, test } from '@jest/globals';
import { wantedIn } from './wanted.ts';

const all = { prometheus: true, otlpTraces: true, otlpMetrics: true };
const prometheus = { prometheus: true, otlpTraces: false, otlpMetrics: false };
const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' };

test.each([
  [9464, {}, prometheus],
  [0, {}, prometheus],
  ['off', {}, undefined],
  ['off', { OTEL_TRACES_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'none', ...endpoint }, undefined],
  [9464, { OTEL_SDK_DISABLED: 'true', ...endpoint }, undefined],
  [9464, { OTEL_SDK_DISABLED: 'false' }, prometheus],
  [9464, endpoint, all],
  ['off', endpoint, { ...all, prometheus: false }],
  [9464, { OTEL_EXPORTER_OTLP_ENDPOINT: '' }, prometheus],
  [9464, { OTEL_TRACES_EXPORTER: 'none', ...endpoint }, { ...all, otlpTraces: false }],
  [9464, { OTEL_METRICS_EXPORTER: 'prometheus', ...endpoint }, { ...all, otlpMetrics: false }],
  [9464, { OTEL_TRACES_EXPORTER: 'otlp' }, { ...prometheus, otlpTraces: true }],
  [9464, { OTEL_TRACES_EXPORTER: 'console, otlp' }, { ...prometheus, otlpTraces: true }],
  [9464, { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://t' }, { ...prometheus, otlpTraces: true }],
  [9464, { OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'http://m' }, { ...prometheus, otlpMetrics: true }],
] as const)('METRICS_PORT %j with %j asks for %j', (metricsPort, environment, wanted) => {
  expect(wantedIn(metricsPort, environment)).toEqual(wanted);
});
