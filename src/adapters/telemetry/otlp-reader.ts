import { type MetricReader, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';

const exporters = {
  grpc: () => import('@opentelemetry/exporter-metrics-otlp-grpc'),
  'http/json': () => import('@opentelemetry/exporter-metrics-otlp-http'),
  'http/protobuf': () => import('@opentelemetry/exporter-metrics-otlp-proto'),
} as const;

const isProtocol = (name: string): name is keyof typeof exporters => Object.hasOwn(exporters, name);

/** Sends the metrics from time to time, by the protocol and to where the `OTEL_*` variables say. */
export async function otlpReader(): Promise<MetricReader> {
  const { env } = process;
  const protocol =
    env['OTEL_EXPORTER_OTLP_METRICS_PROTOCOL'] || env['OTEL_EXPORTER_OTLP_PROTOCOL'] || '';
  const load = exporters[isProtocol(protocol) ? protocol : 'http/protobuf'];
  const { OTLPMetricExporter } = await load();
  const exportIntervalMillis = Number(env['OTEL_METRIC_EXPORT_INTERVAL']) || 60_000;
  const asked = Number(env['OTEL_METRIC_EXPORT_TIMEOUT']) || 30_000;
  const exportTimeoutMillis = Math.min(asked, exportIntervalMillis);
  const exporter = new OTLPMetricExporter();
  return new PeriodicExportingMetricReader({ exporter, exportIntervalMillis, exportTimeoutMillis });
}
