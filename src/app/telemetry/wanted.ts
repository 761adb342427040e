import type { Wanted } from '../../adapters/telemetry/sdk.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * What the settings ask for; undefined: nothing. Traces and metrics go out by OTLP only when one
 * of OpenTelemetry's own variables names an exporter or an endpoint.
 */
export function wantedIn(
  metricsPort: number | 'off',
  environment: Environment,
): Wanted | undefined {
  if (environment['OTEL_SDK_DISABLED']?.toLowerCase() === 'true') return undefined;
  const prometheus = metricsPort !== 'off';
  const otlpTraces = isExported('TRACES', environment);
  const otlpMetrics = isExported('METRICS', environment);
  return prometheus || otlpTraces || otlpMetrics
    ? { prometheus, otlpTraces, otlpMetrics }
    : undefined;
}

function isExported(signal: 'TRACES' | 'METRICS', environment: Environment): boolean {
  const exporters = environment[`OTEL_${signal}_EXPORTER`];
  if (exporters !== undefined && exporters !== '') {
    const names = exporters.split(',').map((name) => name.trim());
    return names.some((name) => name !== 'none' && name !== 'prometheus');
  }
  const names = ['OTEL_EXPORTER_OTLP_ENDPOINT', `OTEL_EXPORTER_OTLP_${signal}_ENDPOINT`];
  return names.some((name) => (environment[name] ?? '') !== '');
}
