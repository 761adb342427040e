import { PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import { MetricReader } from '@opentelemetry/sdk-metrics';
import { forgettingGauges } from './forgetting.ts';

/** Reads the metrics when somebody asks, as the text that Prometheus reads. */
export class ScrapeReader extends MetricReader {
  readonly #serializer = new PrometheusSerializer('', false, undefined, false, true);
  #scraping: Promise<string> | undefined;

  constructor() {
    super({ aggregationTemporalitySelector: (type) => forgettingGauges(type) });
  }

  /** What is no longer observed is not told. Who asks meanwhile gets the same: each look forgets. */
  scrape(): Promise<string> {
    this.#scraping ??= this.#serialized().finally(() => {
      this.#scraping = undefined;
    });
    return this.#scraping;
  }

  async #serialized(): Promise<string> {
    return this.#serializer.serialize((await this.collect()).resourceMetrics);
  }

  protected override async onForceFlush(): Promise<void> {}

  protected override async onShutdown(): Promise<void> {}
}
