// Installs what package-lock.json asks for, once, so that every command works in a bare clone.
// Plain JavaScript, since it is the one file that must run on whatever Node.js the machine has.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';

const marker = 'node_modules/.installed';
const wanted = createHash('sha256').update(readFileSync('package-lock.json')).digest('hex');
const present = existsSync(marker) ? readFileSync(marker, 'utf8') : '';

const byHand = 'node_modules/.package-lock.json';
const isNewer = (a, b) => existsSync(a) && statSync(a).mtimeMs >= statSync(b).mtimeMs;

if (present !== wanted && !isNewer(byHand, 'package-lock.json')) {
  console.error('Installing dependencies (once) ...');
  const npm = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], { stdio: ['ignore', 2, 2] });
  if (npm.status !== 0) {
    console.error('npm ci failed; see its message above.');
    process.exit(1);
  }
  writeFileSync(marker, wanted);
}

await import('./generate-api.mjs');
