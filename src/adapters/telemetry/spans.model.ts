import { trace } from '@opentelemetry/api';
import { NodeSDK } from '@opentelemetry/sdk-node';
import {
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace';
import { measuring } from './samples.model.ts';

/** Real spans, kept in memory, and real metrics. One at a time: the SDK is of the whole process. */
export function following() {
  const exporter = new InMemorySpanExporter();
  const sdk = new NodeSDK({
    autoDetectResources: false,
    logRecordProcessors: [],
    metricReaders: [],
    spanProcessors: [new SimpleSpanProcessor({ exporter })],
  });
  sdk.start();
  return {
    ...measuring(),
    tracer: trace.getTracer('test'),
    /** Those that have ended. */
    spans: (): readonly ReadableSpan[] => exporter.getFinishedSpans(),
    named: (name: string): ReadableSpan => {
      const found = exporter.getFinishedSpans().filter((span) => span.name === name);
      if (found.length !== 1 || found[0] === undefined) {
        const names = exporter.getFinishedSpans().map((span) => span.name);
        throw new Error(`${found.length} spans are named ${name}; there are: ${names.join(', ')}`);
      }
      return found[0];
    },
    forget: () => exporter.reset(),
    stop: () => sdk.shutdown(),
  };
}
