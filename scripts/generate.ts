// Writes what is generated from the code: the tables of settings, of metrics and of failures.
// `--check` changes nothing and fails when a file is not up to date.
import { readFileSync, writeFileSync } from 'node:fs';
import {
  durations,
  processInstruments,
} from '../src/adapters/telemetry/conventional-instruments.ts';
import { type Instrument, prometheusNameOf } from '../src/adapters/telemetry/instrument.ts';
import { counters, gauges } from '../src/adapters/telemetry/instruments.ts';
import { watchGauges } from '../src/adapters/telemetry/watch-states.ts';
import { settings } from '../src/app/settings.ts';
import { overview, provingTests, sections } from './failures/sections.ts';
import { faultsOfNamed } from './named-tests.ts';

const configuration = Object.entries(settings.shape).map(([name, form]) => {
  const standard = form.safeParse(undefined);
  const optional = standard.success && standard.data === undefined;
  const shown = standard.success ? `\`${String(standard.data)}\`` : 'required';
  return `| \`${name}\` | ${optional ? '–' : shown} | ${form.description ?? ''} |`;
});

const instruments: readonly Instrument[] = [
  counters,
  gauges,
  watchGauges,
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
  const columns = head.split('|').length - 2;
  write(path, section, [head, `|${'---|'.repeat(columns)}`, ...rows]);
}

/** The text between the markers of a file becomes these lines. */
function write(path: string, section: string, lines: readonly string[]): void {
  const file = new URL(`../${path}`, import.meta.url);
  const text = readFileSync(file, 'utf8');
  const begin = `<!-- ${section}:begin -->`;
  const [before, after] = [text.indexOf(begin), text.indexOf(`<!-- ${section}:end -->`)];
  if (before < 0 || after < before) throw new Error(`${path} has lost its ${section} markers`);
  const made = lines.join('\n').trim();
  const wanted = `${text.slice(0, before + begin.length)}\n${made}\n${text.slice(after)}`;
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
generate(
  'docs/operations/failures.md',
  'overview',
  '| failure | tried again | whose trouble | agent | HTTP | gRPC |',
  overview,
);
write('docs/operations/failures.md', 'failures', sections);
for (const fault of provingTests.flatMap(faultsOfNamed)) {
  console.error(fault);
  process.exitCode = 1;
}
