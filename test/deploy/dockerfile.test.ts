import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { validate } from 'dockerfile-utils';
import { dockerfileText, root, type Stage, stagesOf } from './dockerfile.ts';
import { isInContext } from './image.ts';
import { importsOf } from './imports.ts';
import { chart, podIn } from './manifests.ts';
import { portSettings, secretSettings, standardPort } from './settings-given.ts';

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const bases = ['node:24-slim'];

/** What is wrong with how an image is made; nothing when all is well. */
function faultsOf(text: string): readonly string[] {
  const stages = stagesOf(text);
  const last = stages.at(-1);
  const { uid, gid } = userOf(last);
  const commands = stages.flatMap((stage) => stage.commands);
  const wanted: Readonly<Record<string, boolean>> = {
    'another base': stages.every(({ image }) => bases.includes(image)),
    'the user is not that of the pods':
      uid === podIn(chart())['securityContext'].runAsUser && gid === uid,
    'development packages run': commands.some((each) =>
      /^npm ci (?=.*--omit=dev)(?=.*--omit=optional)/.test(each),
    ),
    'packages run scripts when they are installed': commands
      .filter((each) => each.includes('npm ci'))
      .every((each) => each.includes('--ignore-scripts')),
    'the list of packages leaves some out': commands.some(
      (each) => each.includes('npm sbom') && !each.includes('--omit'),
    ),
    'a secret is in the image': stages.every(({ environment }) =>
      Object.entries(environment).every(
        ([name, value]) => !(name in secretSettings) || value.startsWith('sqlite:'),
      ),
    ),
    'a signal that the connector does not know': last?.stopSignal === 'SIGTERM',
    'other ports': portSettings.every((each) => last?.ports.includes(String(standardPort(each)))),
    'no health check': last?.healthCheck.some((word) => word.includes('/health/ready')) === true,
    'another version': text.includes(`image.version="${manifest.version}"`),
    'it starts something else': last?.start.at(-1) === 'src/app/main.ts',
  };
  return [
    ...validate(text).map(({ message }) => String(message)),
    ...Object.keys(wanted).filter((fault) => wanted[fault] === false),
    ...stages.flatMap(sourceFaults),
  ];
}

function userOf(stage: Stage | undefined) {
  const [uid, gid] = (stage?.user ?? '').split(':').map(Number);
  return { uid, gid };
}

const sourceFaults = ({ copied }: Stage): readonly string[] =>
  copied
    .filter(({ from }) => from === undefined)
    .flatMap(({ sources }) => sources)
    .filter((path) => path === '.' || !existsSync(join(root, path)))
    .map((path) => `${path} cannot be copied`);

describe('the Dockerfile', () => {
  test('makes an image as it should be', () => {
    expect(faultsOf(dockerfileText)).toEqual([]);
  });

  test.each([
    ['FROM node:24-slim AS connector', 'FROM node:latest AS connector', 'another base'],
    ['USER 1001:1001', '', 'the user is not that of the pods'],
    ['--omit=dev', '', 'development packages run'],
    ['--ignore-scripts', '', 'packages run scripts'],
    ['&& npm sbom', '&& npm sbom --omit=dev', 'the list of packages leaves some out'],
    ['ENV NODE_ENV=production', 'ENV ADMIN_TOKEN=a', 'a secret is in the image'],
    ['STOPSIGNAL SIGTERM', 'STOPSIGNAL SIGUSR2', 'a signal that'],
    ['EXPOSE 8080', 'EXPOSE 80', 'other ports'],
    ['/health/ready', '/healthz', 'no health check'],
    ['COPY bin ./bin', 'COPY . .', '. cannot be copied'],
    ['COPY bin ./bin', 'COPY binary ./bin', 'binary cannot be copied'],
    ['COPY bin ./bin', 'COPY bin', 'COPY requires at least two arguments'],
    ['src/app/main.ts', 'src/cli/main.ts', 'it starts something else'],
    [`version="${manifest.version}"`, 'version="0"', 'another version'],
  ])('would be refused with another line for: %s', (line, another, fault) => {
    expect(dockerfileText).toContain(line);
    const faults = faultsOf(dockerfileText.replace(line, another));
    expect(faults).toContainEqual(expect.stringContaining(fault));
  });

  test('makes the connector unless it is told to make the trial', () => {
    const stages = stagesOf(dockerfileText);
    const connector = stages.find(({ name }) => name === 'connector');
    expect(stages.at(-1)).toEqual({ ...connector, name: '' });
  });
});

describe('the context of the build', () => {
  test('has no history, no journal, no key, no test and nothing that a build makes', () => {
    const kept = [
      '.git/config',
      '.env',
      'data/journal.db',
      'src/data/journal.db-wal',
      'journal.db',
      'src/app/journal.db.key',
      'src/tls.pem',
      'bin/.env.local',
      'node_modules/express/index.js',
      'src/node_modules/a.js',
      'src/app/log.test.ts',
      'src/domain/delivery/delivery-store.conformance.ts',
      'src/cli/canned-world.model.ts',
      'src/adapters/grpc/generated/index.ts',
      'test/world.ts',
      'docs/operations/metrics.md',
      'scripts/install.mjs',
    ];
    expect(kept.filter(isInContext)).toEqual([]);
  });

  test.each([
    ['the connector', ['src/app/main.ts', 'src/app/move-journal.ts', 'src/cli/main.ts']],
    ['the trial', ['sandbox/trial.ts', 'sandbox/trial-keys.ts']],
  ])('has all that %s loads, and its packages are those that run', (_what, entries) => {
    const { files, packages } = importsOf(...entries);
    expect(files.size).toBeGreaterThan(10);
    const made = /^src\/adapters\/grpc\/generated\//;
    expect([...files].filter((file) => !made.test(file) && !isInContext(file))).toEqual([]);
    expect(Object.keys(manifest.dependencies)).toEqual(expect.arrayContaining([...packages]));
  });
});
