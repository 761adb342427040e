// The contracts with the neighbours: `consumer` has our clients (and the sandboxes as neighbours)
// agree on pacts with Pact's mock server, `provider` verifies the committed pacts. Without a word
// both, one after the other. `--update` commits what is agreed on; everything else goes to jest.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const words = process.argv.slice(2);
const isSide = (word: string): boolean => word === 'consumer' || word === 'provider';
const sides = words.some(isSide) ? words.filter(isSide) : ['consumer', 'provider'];
const rest = words.filter((word) => !isSide(word) && word !== '--update');

const { HTTP_PROXY: _http, HTTPS_PROXY: _https, ...unproxied } = process.env;
const environment = {
  ...unproxied,
  PACT_DO_NOT_TRACK: 'true',
  ...(words.includes('--update') && { CONTRACTS: 'update' }),
};

/** Pact says so whenever a second test file of a process begins. */
const noise = /^Failed to initialise global tracing subscriber/;

for (const side of sides) {
  if (!(await holds(side))) process.exitCode = 1;
}

/** Pact reports to the standard output, in its own words and at length; jest to the other one. */
function holds(side: string): Promise<boolean> {
  const jest = [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    '--disable-warning=DEP0060',
    'node_modules/jest/bin/jest.js',
    '--config',
    `contracts/${side}.jest.config.mjs`,
    ...rest,
  ];
  const child = spawn(process.execPath, jest, {
    env: environment,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  createInterface(child.stderr).on('line', (line) => {
    if (!noise.test(line)) process.stderr.write(`${line}\n`);
  });
  return new Promise((resolve) => child.once('close', (status) => resolve(status === 0)));
}
