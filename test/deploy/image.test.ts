import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { call } from '../../sandbox/stage/call.ts';
import { converse, demoSettings } from '../../sandbox/stage/conversation.ts';
import { type Stage, registration, setStage } from '../../sandbox/stage/stage.ts';
import { Transcript } from '../../sandbox/stage/transcript.ts';
import { configurationFrom } from '../../src/app/configuration.ts';
import { eventually } from '../eventually.ts';
import { containmentIn, newFolder, placesIn, seal } from './containment.ts';
import { dockerfileText, stagesOf } from './dockerfile.ts';
import { assemble, filesBelow, runtimePackages } from './image.ts';
import { chart, containerIn, environmentIn } from './manifests.ts';
import { secretSettings } from './settings-given.ts';

const { ADMIN_TOKEN = '', CREDENTIALS_KEY = '' } = secretSettings;
// A certificate that does not name 127.0.0.1, as most in a cluster.
const [GRPC_TLS_CERT = '', GRPC_TLS_KEY = ''] = ['stranger.crt', 'stranger.key'].map((name) =>
  readFileSync(join(import.meta.dirname, '../fixtures/tls', name), 'utf8'),
);
const keys = { ADMIN_TOKEN, CREDENTIALS_KEY, GRPC_TLS_CERT, GRPC_TLS_KEY };
const objects = chart({ secrets: { name: 'a', keys: Object.keys(keys) } });

const folder = newFolder();
const places = placesIn(folder, keys);
const { workingFolder, environment, start, healthCheck } =
  stagesOf(dockerfileText).find(({ name }) => name === 'connector') ?? ({} as never);
const home = join(places.image, workingFolder);
const contained = containmentIn(folder, workingFolder);

/** What the container gets: of the image and of the chart, and the ports of a machine with others. */
const given = Object.fromEntries(
  Object.entries({ ...environment, ...environmentIn(objects) }).map(([name, value]) => {
    const path = value.replace(/^sqlite:/, '');
    return [name, value.replace(path, contained.seen(path))];
  }),
);
const freePorts = { HTTP_PORT: '0', GRPC_PORT: '0', METRICS_PORT: '0' };

function runContained([, ...args]: readonly string[], more: Readonly<Record<string, string>> = {}) {
  const [program = '', ...rest] = contained.command(args);
  const env = { PATH: process.env['PATH'] ?? '', ...given, ...more };
  return spawnSync(program, rest, { env, encoding: 'utf8', timeout: 60_000 });
}

let stage: Stage;
const lines: string[] = [];

beforeAll(async () => {
  assemble('connector', places.image);
  seal(places.image);
  const neighbours = ['CCM_URL', 'FILE_ENGINE_URL'];
  const own = Object.entries(given).filter(([name]) => !neighbours.includes(name));
  const environment = { ...Object.fromEntries(own), ...freePorts };
  const command = contained.command(start.slice(1));
  stage = await setStage({ x: demoSettings, environment, command });
}, 90_000);
afterAll(async () => {
  await stage?.close();
  seal(folder, 'u+w');
  rmSync(folder, { recursive: true, force: true });
});

describe(`the image ${contained.name}`, () => {
  test('finds nothing that it may write to but /data and /tmp', () => {
    const look = `
      const { writeFileSync, rmSync } = require('node:fs');
      const places = ['.', './src', './node_modules', ...process.argv.slice(1)];
      console.log(JSON.stringify(places.filter((place) => {
        try { writeFileSync(place + '/written', ''); rmSync(place + '/written'); return true; }
        catch { return false; }
      })), process.getuid());`;
    const asked = ['/', '/usr', '/etc', '/var', '/data', '/tmp'].filter(
      (place) => contained.isStrict || !['/', '/usr', '/etc', '/var'].includes(place),
    );
    const seen = [...asked, '/run/secrets/twitter-connector'].map((path) => contained.seen(path));
    const { stdout, stderr } = runContained(['node', '-e', look, ...seen]);
    expect(stderr).toBe('');
    const [found = '', uid] = stdout.trim().split(/ (?=\d+$)/);
    expect(JSON.parse(found)).toEqual([contained.seen('/data'), contained.seen('/tmp')]);
    expect(Number(uid)).toBeGreaterThan(0);
  });

  test('holds the conversation of the demo, with the environment of the chart', async () => {
    const url = `${stage.connector.url}/webhook/twitter/register-and-subscribe`;
    expect(await call('POST', url, registration)).toMatchObject({ status: 401 });
    const authorization = `Bearer ${ADMIN_TOKEN}`;
    const registered = await call('POST', url, registration, { authorization });
    expect(registered).toMatchObject({ status: 200 });
    await converse(stage, new Transcript(stage, (line) => lines.push(line)));
    expect(lines.at(-1)).toContain('6 messages from the customer shown once, 6 answers sent once');
    expect(stage.connector.output).not.toMatch(/unforeseen|EROFS|EACCES|EPERM/);
    const ours = ['TWITTER_API_URL', 'TWITTER_UPLOAD_URL', 'TWITTER_MEDIA_HOSTS', 'NODE_ENV'];
    expect(Object.keys(stage.connector.environment).sort()).toEqual(
      [...Object.keys(environmentIn(objects)), ...Object.keys(freePorts), ...ours].sort(),
    );
  }, 90_000);

  test('answers the probes of the chart, and the health check of the image', async () => {
    const { startupProbe, livenessProbe, readinessProbe } = containerIn(objects);
    for (const { httpGet } of [startupProbe, livenessProbe, readinessProbe]) {
      const answer = await call('GET', stage.connector.url + httpGet.path);
      expect(answer).toMatchObject({ status: 200, body: { status: 'UP' } });
    }
    const HTTP_PORT = new URL(stage.connector.url).port;
    expect(runContained(healthCheck, { HTTP_PORT }).status).toBe(0);
    expect(runContained(healthCheck, { HTTP_PORT: '1' }).status).toBe(1);
  }, 60_000);

  test('has the command line, which finds its token and trusts its certificate', () => {
    const command = ['node', 'bin/twitter-connector.mjs', '--address', stage.connector.control];
    const { status, stdout, stderr } = runContained([...command, '--json', 'status']);
    expect([status, stderr]).toEqual([0, '']);
    expect(JSON.parse(stdout.split('\n')[0] ?? '')).toBeInstanceOf(Object);
  }, 60_000);

  test('keeps its journal in the volume, from all others, and leaves nothing else there', () => {
    expect(readdirSync(places.data).map((name) => name.replace(/-(wal|shm)$/, ''))).toEqual(
      expect.arrayContaining(['journal.db']),
    );
    for (const name of readdirSync(places.data)) {
      expect(name).toMatch(/^journal\.db/);
      expect(statSync(join(places.data, name)).mode & 0o077).toBe(0);
    }
    expect(readdirSync(places.tmp).filter((name) => name !== 'node-compile-cache')).toEqual([]);
  });

  test('lets a journal that a secret names win over the one in its volume', () => {
    const { JOURNAL_URL = '' } = secretSettings;
    const file = join(places.tmp, 'JOURNAL_URL');
    writeFileSync(file, `${JOURNAL_URL}\n`);
    const addresses = { CCM_URL: 'http://a', FILE_ENGINE_URL: 'http://a', CREDENTIALS_KEY };
    const configuration = { ...environment, ...addresses, JOURNAL_URL_FILE: file };
    expect(configurationFrom(configuration).JOURNAL_URL).toBe(JOURNAL_URL);
    rmSync(file);
  });

  test('stops as it should, when its signal comes, as the first process of a container', async () => {
    await stage.connector.stop();
    const alone = contained.isStrict ? ['unshare', '--pid', '--fork', '--kill-child'] : [];
    const [program = '', ...args] = [...alone, ...contained.command(start.slice(1))];
    const env = { PATH: process.env['PATH'] ?? '', ...given, ...freePorts };
    const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    await eventually(
      () => output,
      (text) => text.includes('"ready"'),
      30_000,
    );
    expect(output).toContain('"ready"');
    const exit = once(child, 'exit');
    process.kill(contained.isStrict ? firstProcessOf(child) : (child.pid ?? 0), 'SIGTERM');
    expect(await exit).toEqual([0, null]);
    expect(output).toContain('"stopped"');
  }, 60_000);
});

const firstProcessOf = ({ pid }: ChildProcess): number =>
  Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim());

describe('the files of the image', () => {
  const files = () => filesBelow(home).filter((path) => !path.startsWith('node_modules/'));

  test('are what runs, and no tests, no sandbox, no keys, no history', () => {
    expect(files()).toEqual(expect.arrayContaining(['package.json', 'src/app/main.ts']));
    const unwanted =
      /\.(test|conformance|model)\.ts$|^(sandbox|test|\.git|data|docs)\b|\.(key|pem|db)$/;
    expect(files().filter((path) => unwanted.test(path))).toEqual([]);
  });

  test('have the list of all packages that run, and of no others', () => {
    const { components, metadata } = JSON.parse(readFileSync(join(home, 'sbom.cdx.json'), 'utf8'));
    expect(metadata.component.purl).toMatch(/^pkg:npm\/twitter-connector@/);
    const listed = components.map(({ purl }: { purl: string }) =>
      decodeURIComponent(purl.slice('pkg:npm/'.length).replace(/@[^@]*$/, '')),
    );
    const running = runtimePackages().map((path) => path.split('node_modules/').at(-1));
    expect(new Set(listed)).toEqual(new Set(running));
    expect(listed).toContain('express');
    expect(listed).not.toContain('jest');
  });
});
