// Makes TypeScript and the descriptor set from proto/, when they are not there or not up to date.
// Plain JavaScript without packages, as install.mjs, which calls it.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const target = 'src/adapters/grpc/generated';
const marker = join(target, '.made-from');
const generator = 'node_modules/ts-proto/package.json';

const protos = readdirSync('proto', { recursive: true })
  .map((name) => join('proto', String(name)))
  .filter((name) => name.endsWith('.proto'))
  .sort();
const hash = createHash('sha256');
for (const file of ['buf.yaml', 'buf.gen.yaml', ...protos]) {
  hash.update(`${file}\0`).update(readFileSync(file)).update('\0');
}
if (existsSync(generator)) hash.update(readFileSync(generator));
const wanted = hash.digest('hex');

if (!existsSync(marker) || readFileSync(marker, 'utf8') !== wanted) {
  const made = `${target}.${process.pid}`;
  buf('generate', '--output', made);
  const descriptors = join(made, target, 'descriptors.binpb');
  buf('build', '--as-file-descriptor-set', '--output', descriptors);
  writeFileSync(join(made, target, '.made-from'), wanted);
  rmSync(target, { recursive: true, force: true });
  renameSync(join(made, target), target);
  rmSync(made, { recursive: true, force: true });
}

function buf(...args) {
  const bin = join(process.cwd(), 'node_modules/.bin');
  const env = { ...process.env, PATH: `${bin}:${process.env.PATH}` };
  const run = spawnSync(join(bin, 'buf'), args, { stdio: ['ignore', 2, 2], env });
  if (run.status === 0) return;
  console.error(`buf ${args[0]} failed; the gRPC interface could not be generated from proto/.`);
  process.exit(1);
}
