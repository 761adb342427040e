import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { withPostgres } from '../sandbox/postgres/with-postgres.ts';
import { type CimSandbox, startCimSandbox } from '../sandbox/cim/cim-sandbox.ts';
import { call } from '../sandbox/stage/call.ts';
import { ConnectorProcess } from '../sandbox/stage/connector-process.ts';
import { Proxy } from '../sandbox/stage/proxy.ts';
import { introduce, type Neighbours, registration } from '../sandbox/stage/stage.ts';
import { startTwitterSandbox, type TwitterSandbox } from '../sandbox/twitter/twitter-sandbox.ts';
import { DEFAULT_CUSTOMERS } from '../sandbox/twitter/defaults.ts';
import { PostgresDatabase } from '../src/adapters/postgres/postgres-database.ts';
import type { Watch } from '../src/domain/watch/watch.ts';
import { eventually } from './eventually.ts';
import { SharedClock, shiftedClock } from './outage-rig.ts';

const hourMs = 3_600_000;
const server = withPostgres();
const [ada, alan] = DEFAULT_CUSTOMERS;

let clock: SharedClock;
let x: TwitterSandbox;
let cim: CimSandbox;
let first: ConnectorProcess;
let second: ConnectorProcess;
let door: Proxy;
let neighbours: Neighbours;
let written: string[];
let database: PostgresDatabase;

beforeEach(async () => {
  clock = new SharedClock(-8 * hourMs);
  written = [];
  // Each replica that is killed costs calls; to wait for X's limit is not what is tested here.
  const rateLimits = { 'webhooks/replay': { limit: 50, windowMs: 900_000 } };
  x = await startTwitterSandbox({ now: clock.now, settings: { retryDelaysMs: [], rateLimits } });
  cim = await startCimSandbox({ keepBodies: false });
  const journal = server().url(await server().createDatabase());
  const environment = {
    CCM_URL: cim.ccmUrl,
    FILE_ENGINE_URL: cim.fileEngineUrl,
    TWITTER_API_URL: x.url,
    TWITTER_UPLOAD_URL: x.url,
    TWITTER_MEDIA_HOSTS: new URL(x.url).host,
    JOURNAL_URL: journal,
    CREDENTIALS_KEY: Buffer.alloc(32, 7).toString('base64'),
    WATCH_INTERVAL_MS: '3000',
    NODE_OPTIONS: `--import=${shiftedClock}`,
    CLOCK_SHIFT_FILE: clock.file,
  };
  first = new ConnectorProcess(environment);
  second = new ConnectorProcess(environment);
  await first.start();
  await second.start();
  database = await PostgresDatabase.open(journal);
  door = new Proxy(() => [first, second].map(({ url }) => new URL(url).host));
  neighbours = await introduce(x, cim, `http://127.0.0.1:${await door.listen()}`);
});
afterEach(async () => {
  await Promise.all([first.stop(), second.stop()]);
  await door.close();
  await database.close();
  await Promise.all([x.close(), cim.close()]);
  clock.close();
});

/** Customers write, spread over so long. */
async function write(count: number, word: string, overMs: number): Promise<void> {
  for (let n = 0; n < count; n++) {
    clock.advance(overMs / count);
    const { status } = await neighbours.customerWrites(n % 2 ? ada.id : alan.id, `${word} ${n}`);
    expect(status).toBeLessThan(300);
    written.push(`${word} ${n}`);
  }
}

async function shownNow(): Promise<readonly string[]> {
  const { body } = await call('GET', `${cim.ccmUrl}/sandbox/messages?type=PLAIN`);
  return (body as readonly { text: string }[]).map(({ text }) => text);
}

async function shown(count: number): Promise<readonly string[]> {
  return eventually(shownNow, (texts) => texts.length >= count, 60_000);
}

/** Waits for a call of X that is under way. */
const asked = (path: RegExp, from: number) =>
  eventually(
    async () => {
      const { body } = await call('GET', `${x.url}/sandbox/requests`);
      return (body as readonly { path: string }[]).slice(from).some((one) => path.test(one.path));
    },
    (there) => there,
    30_000,
  );

const requests = async () =>
  ((await call('GET', `${x.url}/sandbox/requests`)).body as readonly unknown[]).length;

const healed = async (process: ConnectorProcess, from: number) => {
  const look = () => process.output.slice(from).includes('what was not heard is here');
  expect(await eventually(look, (there) => there, 120_000)).toBe(true);
};

/** Kills it, and lets the time pass in which its duties are still leased. */
async function die(process: ConnectorProcess): Promise<void> {
  await process.kill();
  await database.query(`UPDATE ${database.schema}.duty SET until = 0`);
}

/** Everything is there, once, and nothing is left in doubt. */
async function inFull(): Promise<void> {
  expect([...(await shown(written.length))].toSorted()).toEqual(written.toSorted());
  const nowMs = clock.now();
  const watch = async () => {
    const rows = await database.query<{ facts: Watch }>(
      `SELECT facts FROM ${database.schema}.watch`,
    );
    return rows[0]?.facts;
  };
  const found = await eventually(watch, (facts) => (facts?.coveredUntilMs ?? 0) >= nowMs, 60_000);
  expect(found).toMatchObject({ gap: { state: 'healed' } });
  expect(found).not.toHaveProperty('doubt');
}

async function register(): Promise<void> {
  const path = `${first.url}/webhook/twitter/register-and-subscribe`;
  expect((await call('POST', path, registration)).status).toBe(200);
}

test('what X told in vain while the database was away arrives', async () => {
  await register();
  await write(1, 'before', 1_000);
  await shown(1);
  await server().stop('fast');
  await write(1, 'missed', 1_000);
  await eventually(
    async () => (await call('GET', `${x.url}/sandbox/deliveries`)).body as readonly unknown[],
    (deliveries) => JSON.stringify(deliveries).includes('503'),
    30_000,
  );
  await server().startAgain();
  for (let n = 0; n < 10 && (await shownNow()).length < 2; n++) {
    clock.advance(31_000);
    await new Promise((resolve) => setTimeout(resolve, 3_000));
  }
  expect(await shown(2)).toEqual(written);
}, 120_000);

test('what was missed arrives once, though who heals it is killed in a replay, and in the list', async () => {
  await register();
  await write(2, 'before', 1_000);
  await shown(2);

  await Promise.all([first.stop(), second.stop()]);
  await write(60, 'missed', 3 * hourMs);
  let from = await requests();
  await first.start();
  expect(await asked(/replay/, from)).toBe(true);
  await second.start();
  await die(first);
  await healed(second, 0);
  await inFull();

  await second.stop();
  x.control.change({ enterpriseReplay: false });
  await write(60, 'missed again', 2 * hourMs);
  x.control.addFault({ path: '/1.1/direct_messages/events/list', when: 'before', delayMs: 1_500 });
  from = await requests();
  await second.start();
  await Promise.all([first.start(), asked(/events\/list/, from)]);
  const taken = first.output.length;
  await die(second);
  await healed(first, taken);
  await inFull();
}, 300_000);
