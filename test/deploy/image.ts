import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import ignore from '@balena/dockerignore';
import { type Copied, dockerfileText, root, type Stage, stagesOf } from './dockerfile.ts';

const rules = readFileSync(join(root, '.dockerignore'), 'utf8');
// Its types take it for an ES module.
const dockerignore = ignore as unknown as typeof ignore.default;
const ignored = dockerignore().add(rules);

/** Whether Docker takes a file of the repository, by its path from there, into the build. */
export const isInContext = (path: string): boolean => path === '' || !ignored.ignores(path);

/**
 * Makes the files of a stage in a folder, as a build would. What a build installs or generates is
 * taken from the repository, where it was installed and generated before.
 */
export function assemble(name: string, folder: string): Stage {
  const stages = stagesOf(dockerfileText);
  const stage = stages.find((each) => each.name === name);
  if (stage === undefined) throw new Error(`there is no stage ${name}`);
  for (const copied of stage.copied) {
    const target = join(folder, stage.workingFolder, copied.target);
    if (copied.from === undefined) copyContext(copied, target);
    else made(copied, stages, target);
  }
  return stage;
}

function copyContext({ sources, target: written }: Copied, target: string): void {
  for (const source of sources) {
    const from = join(root, source);
    const into = written.endsWith('/') ? join(target, basename(source)) : target;
    mkdirSync(dirname(into), { recursive: true });
    const filter = (path: string) => {
      const each = relative(root, path);
      return statSync(path).isDirectory() ? !each.includes('node_modules') : isInContext(each);
    };
    cpSync(from, into, { recursive: true, filter });
  }
}

/** What other stages made; each is known here by what it is called. */
function made({ from, sources }: Copied, stages: readonly Stage[], target: string): void {
  const [source = ''] = sources;
  const { workingFolder = '' } = stages.find(({ name }) => name === from) ?? {};
  const path = relative(workingFolder, source);
  if (from === 'modules' && path === 'node_modules') copyModules(target);
  else if (from === 'modules' && path === 'sbom.cdx.json') listModules(stages, target);
  else if (from === 'interface') cpSync(join(root, path), target, { recursive: true });
  else throw new Error(`nobody knows how ${from} makes ${path}`);
}

/** The packages that `npm ci --omit=dev --omit=optional` installs, by their folders. */
export function runtimePackages(): readonly string[] {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  return Object.entries<Record<string, unknown>>(lock.packages)
    .filter(([path, { dev, optional, devOptional }]) => path && !dev && !optional && !devOptional)
    .map(([path]) => path);
}

function copyModules(target: string): void {
  for (const path of runtimePackages()) {
    const from = join(root, path);
    const filter = (each: string) => !relative(from, each).split('/').includes('node_modules');
    cpSync(from, join(dirname(target), path), { recursive: true, filter });
  }
}

/** The list of packages is made by the very command of the build. */
function listModules(stages: readonly Stage[], folder: string): void {
  const command = stages
    .find(({ name }) => name === 'modules')
    ?.commands.find((each) => each.includes('npm sbom'));
  const files = ['package.json', 'package-lock.json', '.npmrc'];
  for (const file of files) cpSync(join(root, file), join(folder, file));
  const { status, stderr } = spawnSync(command ?? 'false', {
    shell: true,
    cwd: folder,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${command} failed: ${stderr}`);
  for (const file of files) rmSync(join(folder, file));
}

/** Every file below a folder, by its path from there. */
export const filesBelow = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
