// Writes what is generated from the code: the tables of settings and of metrics.
// `--check` changes nothing and fails when a file is not up to date.
import { readFileSync, writeFileSync } from 'node:fs';
import {
  durations,
  processInstruments,
} from '../src/adapters/telemetry/conventional-instruments.ts';
import { type Instrument, prometheusNameOf } from '../src/adapters/telemetry/instrument.ts';
import { counters, gauges } from '../src/adapters/telemetry/instruments.ts';
import { settings } from '../src/app/settings.ts';

const configuration = Object.entries(settings.shape).map(([name, form]) => {
  const standard = form.safeParse(undefined);
  const optional = standard.success && standard.data === undefined;
  const shown = standard.success ? `\`${String(standard.data)}\`` : 'required';
  return `| \`${name}\` | ${optional ? '–' : shown} | ${form.description ?? ''} |`;
});

const instruments: readonly Instrument[] = [
  counters,
  gauges,
  durations,
  processInstruments,
].flatMap((group) => Object.values<Instrument>(group));
const metrics = instruments.map((instrument) => {
  const { attributes, kind, meaning, name, unit } = instrument;
  const labels = attributes.map((attribute) => `\`${attribute.replaceAll('.', '_')}\``).join(', ');
  return `| \`${prometheusNameOf(instrument)}\` | ${kind} | \`${unit}\` | ${labels || '–'} | ${meaning} | \`${name}\` |`;
});

/** The text between the markers of a file becomes this table. */
function generate(path: string, section: string, head: string, rows: readonly string[]): void {
  const file = new URL(`../${path}`, import.meta.url);
  const text = readFileSync(file, 'utf8');
  const begin = `<!-- ${section}:begin -->`;
  const [before, after] = [text.indexOf(begin), text.indexOf(`<!-- ${section}:end -->`)];
  if (before < 0 || after < before) throw new Error(`${path} has lost its ${section} markers`);
  const columns = head.split('|').length - 2;
  const table = [head, `|${'---|'.repeat(columns)}`, ...rows].join('\n');
  const wanted = `${text.slice(0, before + begin.length)}\n${table}\n${text.slice(after)}`;
  if (!process.argv.includes('--check')) writeFileSync(file, wanted);
  else if (wanted !== text) {
    console.error(`${path} is not up to date; run: npm run generate`);
    process.exitCode = 1;
  }
}

generate('README.md', 'configuration', '| name | default | meaning |', configuration);
generate(
  'docs/operations/metrics.md',
  'metrics',
  '| in Prometheus | kind | unit | labels | meaning | in OpenTelemetry |',
  metrics,
);
