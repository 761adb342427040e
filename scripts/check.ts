// Everything that must hold before a change lands. `--only name[,name]` runs some of the steps.
// The last line is "N passed, N failed": each step counts as one, and so does each test.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'check-'));
const resultsOf = (step: string): string => join(folder, `${step}.json`);
const reporting = (step: string): string => `--json --outputFile=${resultsOf(step)}`;

const steps: Readonly<Record<string, string>> = {
  types: 'tsc -p tsconfig.json',
  'domain-purity': 'tsc -p tsconfig.domain.json',
  format: 'biome format .',
  lint: 'oxlint --type-aware --quiet',
  unused: 'knip --no-progress',
  generated: 'node scripts/generate.ts --check',
  proto: 'buf lint && buf format --exit-code --diff && buf breaking --against proto-baseline.binpb',
  'contracts-consumer': `node scripts/contracts.ts consumer ${reporting('contracts-consumer')}`,
  'contracts-provider': `node scripts/contracts.ts provider ${reporting('contracts-provider')}`,
  tests: `npm run --silent jest -- ${reporting('tests')} --forceExit=false`,
};

const only = process.argv[process.argv.indexOf('--only') + 1]?.split(',');
let passed = 0;
let failed = 0;

for (const [name, command] of Object.entries(steps)) {
  if (process.argv.includes('--only') && !only?.includes(name)) continue;
  const hasTests = command.includes(reporting(name));
  const startedMs = performance.now();
  const run = spawnSync(command, {
    shell: true,
    stdio: ['ignore', hasTests ? 'ignore' : 'inherit', 'inherit'],
  });
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  const ok = run.status === 0;
  console.log(`${ok ? 'ok  ' : 'FAIL'} ${name} (${seconds} s)`);
  if (ok) passed++;
  else failed++;
  if (hasTests) {
    const counts = countsIn(resultsOf(name));
    passed += counts.passed;
    failed += counts.failed;
  }
}

rmSync(folder, { recursive: true, force: true });
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;

/** A run without tests, or without a result, is a failure; so is a test that was skipped. */
function countsIn(file: string): { passed: number; failed: number } {
  try {
    const { numPassedTests, numTotalTests } = JSON.parse(readFileSync(file, 'utf8'));
    if (numTotalTests === 0) return { passed: 0, failed: 1 };
    return { passed: numPassedTests, failed: numTotalTests - numPassedTests };
  } catch {
    return { passed: 0, failed: 1 };
  }
}
