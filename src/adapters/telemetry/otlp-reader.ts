import {
  type AggregationTemporality,
  type InstrumentType,
  type MetricReader,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { forgettingGauges } from './forgetting.ts';

const exporters = {
  grpc: () => import('@opentelemetry/exporter-metrics-otlp-grpc'),
  'http/json': () => import('@opentelemetry/exporter-metrics-otlp-http'),
  'http/protobuf': () => import('@opentelemetry/exporter-metrics-otlp-proto'),
} as const;

const isProtocol = (name: string): name is keyof typeof exporters => Object.hasOwn(exporters, name);

/** As its exporter wants it, but that a gauge which is no longer observed is not sent. */
class ForgettingReader extends PeriodicExportingMetricReader {
  override selectAggregationTemporality(type: InstrumentType): AggregationTemporality {
    return forgettingGauges(type, super.selectAggregationTemporality(type));
  }
}

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
  return new ForgettingReader({ exporter, exportIntervalMillis, exportTimeoutMillis });
}
