import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { ScrapeReader } from './scrape-reader.ts';

/** What is exposed, e.g. `waiting{target="x/1"}` → 3; labels in the order of their names. */
export type Samples = Readonly<Record<string, number>>;

/** Reads what Prometheus reads. Fails on a line that Prometheus could not read. */
export function samplesIn(text: string): Samples {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return Object.fromEntries(lines.map(sampleIn));
}

const form = /^([a-zA-Z_]\w*)(?:\{(.*)\})? (\S+)$/;
const label = /[a-z_]\w*="(?:[^"\\]|\\.)*"/gi;

function sampleIn(line: string): readonly [string, number] {
  const [, name, labels, value] = form.exec(line) ?? [];
  if (name === undefined) throw new Error(`not a sample: ${line}`);
  const sorted = (labels?.match(label) ?? []).sort().join(',');
  return [sorted === '' ? name : `${name}{${sorted}}`, Number(value)];
}

/** A meter, and what it has measured so far; of histograms only how often. */
export function measuring() {
  const reader = new ScrapeReader();
  const meter = new MeterProvider({ readers: [reader] }).getMeter('test');
  const samples = async (): Promise<Samples> => {
    const all = Object.entries(samplesIn(await reader.scrape()));
    return Object.fromEntries(all.filter(([name]) => !/_(bucket|sum)\{|^target_info/.test(name)));
  };
  return { meter, samples };
}
