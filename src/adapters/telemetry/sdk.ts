import { DiagLogLevel, diag, metrics } from '@opentelemetry/api';
import type { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
  serviceInstanceIdDetector,
} from '@opentelemetry/resources';
import { type MetricReader, MeterProvider } from '@opentelemetry/sdk-metrics';
import { ScrapeReader } from './scrape-reader.ts';

/** What is to be measured and where it goes. */
export interface Wanted {
  /** To be asked for with {@link Sdk.scrape}. */
  readonly prometheus: boolean;
  /** By OTLP, as the `OTEL_*` variables say. */
  readonly otlpTraces: boolean;
  readonly otlpMetrics: boolean;
}

/** The SDK of OpenTelemetry, at work: its API answers with real meters and tracers. */
export interface Sdk {
  /** The text that Prometheus reads. */
  scrape(): Promise<string>;
  /** Exports what is left. */
  stop(): Promise<void>;
}

/** Starts the SDK. `report` hears when something cannot be exported. */
export async function startSdk(
  wanted: Wanted,
  instrumentations: UndiciInstrumentation[],
  report: (trouble: string) => void,
): Promise<Sdk> {
  const silent = () => {};
  const told = (message: string) => report(message.slice(0, 200));
  const logger = { error: told, warn: told, info: silent, debug: silent, verbose: silent };
  diag.setLogger(logger, { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
  const scraped = new ScrapeReader();
  const readers: MetricReader[] = wanted.prometheus ? [scraped] : [];
  const stop =
    wanted.otlpTraces || wanted.otlpMetrics
      ? await startNodeSdk(wanted, readers, instrumentations)
      : startMeters(readers, instrumentations);
  return { scrape: () => scraped.scrape(), stop };
}

const identity = {
  resource: defaultResource().merge(
    resourceFromAttributes({ 'service.name': 'twitter-connector' }),
  ),
  resourceDetectors: [envDetector, serviceInstanceIdDetector],
};

/** Meters alone; a fraction of the whole SDK. */
function startMeters(readers: MetricReader[], instrumentations: UndiciInstrumentation[]) {
  const detected = detectResources({ detectors: identity.resourceDetectors });
  const provider = new MeterProvider({ readers, resource: identity.resource.merge(detected) });
  metrics.setGlobalMeterProvider(provider);
  for (const instrumentation of instrumentations) instrumentation.setMeterProvider(provider);
  return () => provider.shutdown();
}

async function startNodeSdk(
  { otlpMetrics, otlpTraces }: Wanted,
  readers: MetricReader[],
  instrumentations: UndiciInstrumentation[],
) {
  const { NodeSDK } = await import('@opentelemetry/sdk-node');
  const { otlpReader } = await import('./otlp-reader.ts');
  const sdk = new NodeSDK({
    ...identity,
    instrumentations,
    metricReaders: otlpMetrics ? [...readers, await otlpReader()] : readers,
    logRecordProcessors: [],
    ...(!otlpTraces && { spanProcessors: [] }),
  });
  sdk.start();
  return () => sdk.shutdown();
}
