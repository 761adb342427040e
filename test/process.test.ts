import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { signatureOf } from '../src/adapters/twitter/webhook/signature.ts';
import { call } from '../sandbox/stage/call.ts';
import { type Stage, setStage } from '../sandbox/stage/stage.ts';
import { DEFAULT_APP, DEFAULT_BUSINESS } from '../sandbox/twitter/defaults.ts';
import { faultOnX, shown } from './world.ts';

const main = join(import.meta.dirname, '../src/app/main.ts');
const run = (env: Record<string, string>) =>
  spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', main], {
    env,
    encoding: 'utf8',
  });
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'process-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the process', () => {
  test('says everything that is wrong with its configuration, and ends', () => {
    const { status, stderr } = run({
      HTTP_PORT: 'eighty',
      CCM_URL: 'ccm',
      LOG_LEVEL: 'loud',
      ADMIN_TOKEN_FILE: '/nowhere',
    });
    expect(status).toBe(1);
    for (const name of [
      'HTTP_PORT',
      'CCM_URL',
      'FILE_ENGINE_URL is required',
      'LOG_LEVEL',
      'ADMIN_TOKEN_FILE',
    ]) {
      expect(stderr).toContain(name);
    }
    expect(stderr).not.toContain('    at ');
  });

  test('refuses a journal that another process has open, naming the file', async () => {
    const stage = await setStage();
    const { status, stderr } = run({
      PATH: process.env['PATH'] ?? '',
      ...stage.connector.environment,
      HTTP_PORT: '0',
    });
    expect(status).toBe(1);
    expect(stderr).toContain('journal.db');
    expect(stderr).toContain('another process');
    await stage.close();
  }, 30_000);

  test('keeps the key and the journal from other users, and the credentials unreadable', async () => {
    const journal = join(folder, 'kept', 'journal.db');
    const stage = await setStage({ environment: { JOURNAL_URL: `sqlite:${journal}` } });
    await stage.register();
    await stage.close();
    for (const file of [journal, `${journal}.key`]) expect(statSync(file).mode & 0o077).toBe(0);
    const kept = readFileSync(journal, 'latin1');
    expect(kept).toContain(DEFAULT_BUSINESS.id);
    expect(kept).not.toContain(DEFAULT_APP.consumerSecret);
    expect(kept).not.toContain(DEFAULT_BUSINESS.accessTokenSecret);
  }, 30_000);

  test('finishes what is in flight when it is asked to stop, and is unready at once', async () => {
    const stage = await setStage();
    await stage.register();
    await faultOnX(stage, { path: '/1.1/direct_messages/events/new.json', times: 1, delayMs: 700 });
    await stage.agentWrites('1580011223', 'in flight');
    await stage.connector.stop();
    expect(stage.connector.output).toContain('stopped');
    const { body } = await call('GET', `${stage.x.url}/sandbox/messages`);
    expect(body.map(({ text }: { text: string }) => text)).toEqual(['in flight']);
    await stage.connector.start();
    await shown(stage, 'DELIVERYNOTIFICATION', 1);
    expect(stage.connector.output).not.toContain('doubt settled');
    await stage.close();
  }, 30_000);
});

describe('a shutdown', () => {
  test('is orderly although somebody holds a request open', async () => {
    const stage = await setStage();
    const socket = connect(Number(new URL(stage.connector.url).port), '127.0.0.1');
    socket.on('error', () => {});
    await new Promise<void>((resolve) => {
      const head = 'POST /message/receive HTTP/1.1\r\nhost: a\r\ncontent-length: 9\r\n\r\n{';
      socket.write(head, () => resolve());
    });
    const startedMs = performance.now();
    await stage.connector.stop();
    expect(performance.now() - startedMs).toBeLessThan(12_000);
    expect(stage.connector.output).toContain('stopped');
    await stage.close();
  }, 40_000);
});

describe('a journal that is removed while it is open', () => {
  test('is told as not ready, since what is written to it would be gone', async () => {
    const journal = join(folder, 'removed', 'journal.db');
    const stage = await setStage({ environment: { JOURNAL_URL: `sqlite:${journal}` } });
    rmSync(journal);
    expect(await call('GET', `${stage.connector.url}/health/ready`)).toMatchObject({
      status: 503,
      body: { components: { journal: { status: 'DOWN' } } },
    });
    await stage.close();
  }, 30_000);
});

describe('a full disk', () => {
  test('is answered with 503, never with a false 200, and nothing acknowledged is lost', async () => {
    const stage = await setStage();
    await stage.register();
    await stage.connector.stop();
    await call('POST', `${stage.cim.ccmUrl}/sandbox/faults`, {
      path: '/message/receive',
      status: 503,
    });
    const acknowledged = await fillUp(stage);
    await call('DELETE', `${stage.cim.ccmUrl}/sandbox/faults`);
    await stage.connector.start();
    const messages = await shown(stage, 'PLAIN', acknowledged.length, 30_000);
    const texts = new Set(messages.map(({ text }) => text?.trim()));
    expect(acknowledged.length).toBeGreaterThan(10);
    expect(acknowledged.filter((text) => !texts.has(text))).toEqual([]);
    await stage.close();
  }, 60_000);
});

/** Runs the connector where no file may grow beyond 2 MB, and posts events until it says 503. */
async function fillUp(stage: Stage): Promise<readonly string[]> {
  const port = new URL(stage.connector.url).port;
  const child = spawn(
    'sh',
    [
      '-c',
      `ulimit -f 4096; exec "$0" --disable-warning=ExperimentalWarning "$1"`,
      process.execPath,
      main,
    ],
    {
      env: { PATH: process.env['PATH'] ?? '', ...stage.connector.environment, HTTP_PORT: port },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  await once(child.stdout, 'data');
  try {
    return await acknowledgedUntilFull(stage);
  } finally {
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    await exit;
  }
}

async function acknowledgedUntilFull(stage: Stage): Promise<readonly string[]> {
  const acknowledged: string[] = [];
  let status = 200;
  for (let n = 0; n < 2_000 && status === 200; n++) {
    const text = `full-${n}`;
    const body = eventOf(String(2_000_000_000_000_000_000n + BigInt(n)), text.padEnd(8_000));
    const headers = {
      'x-twitter-webhooks-signature': signatureOf(DEFAULT_APP.consumerSecret, body),
    };
    const url = `${stage.connector.url}/webhook/twitter/${DEFAULT_BUSINESS.id}`;
    status = (await call('POST', url, body, headers)).status;
    if (status === 200) acknowledged.push(text);
  }
  expect(status).toBe(503);
  expect(await call('GET', `${stage.connector.url}/health/ready`)).toMatchObject({ status: 503 });
  expect(await call('GET', `${stage.connector.url}/health/live`)).toMatchObject({ status: 200 });
  return acknowledged;
}

const eventOf = (id: string, text: string): string =>
  JSON.stringify({
    for_user_id: DEFAULT_BUSINESS.id,
    direct_message_events: [
      {
        type: 'message_create',
        id,
        created_timestamp: '1795376497022',
        message_create: {
          target: { recipient_id: DEFAULT_BUSINESS.id },
          sender_id: '1580011223',
          message_data: { text, entities: {} },
        },
      },
    ],
  });
