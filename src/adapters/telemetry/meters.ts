import type { Counter, Histogram, Meter, ObservableGauge } from '@opentelemetry/api';
import type { Instrument } from './instrument.ts';

/** Bounds of the buckets of everything that takes milliseconds to seconds. */
const boundsSeconds = [
  0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3_600,
];

export function counterOf(meter: Meter, { name, unit, meaning }: Instrument): Counter {
  return meter.createCounter(name, { unit, description: meaning });
}

/** A histogram of seconds. */
export function histogramOf(meter: Meter, { name, unit, meaning }: Instrument): Histogram {
  const advice = { explicitBucketBoundaries: boundsSeconds };
  return meter.createHistogram(name, { unit, description: meaning, advice });
}

export function gaugeOf(meter: Meter, { name, unit, meaning }: Instrument): ObservableGauge {
  return meter.createObservableGauge(name, { unit, description: meaning });
}

/** The same table, with what is made of each of its instruments. */
export function each<K extends string, T>(
  table: Readonly<Record<K, Instrument>>,
  made: (instrument: Instrument) => T,
): Readonly<Record<K, T>> {
  const entries = Object.entries<Instrument>(table);
  return Object.fromEntries(entries.map(([key, instrument]) => [key, made(instrument)])) as Record<
    K,
    T
  >;
}
