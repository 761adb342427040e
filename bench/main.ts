// Measures the connector beside what it is compared with, in one run on one machine.
// npm run bench [-- --quick] [-- --only start,ingest,latency,blocked,media,control,telemetry,replicas]
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { blocked } from './blocked.ts';
import { control } from './control.ts';
import { ingest } from './ingest.ts';
import { latency } from './latency.ts';
import { media } from './media.ts';
import { replicas } from './replicas.ts';
import { start } from './start.ts';
import { telemetry } from './telemetry.ts';

const { values } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, only: { type: 'string' } },
});

const parts = { start, ingest, latency, blocked, media, control, telemetry, replicas };
const wanted = values.only?.split(',') ?? Object.keys(parts);

const cpu = cpus();
console.log(`${cpu.length} × ${cpu[0]?.model ?? 'unknown'}, Node.js ${process.version}\n`);
for (const [name, measure] of Object.entries(parts)) {
  if (wanted.includes(name)) await measure(values.quick);
}
process.exit(0);
