import { PostgresServer } from '../sandbox/postgres/postgres-server.ts';
import { call } from '../sandbox/stage/call.ts';
import { ConnectorProcess } from '../sandbox/stage/connector-process.ts';
import { type Stage, setStage } from '../sandbox/stage/stage.ts';
import { quantile, table } from './figures.ts';
import { load, wireEvents } from './load.ts';

const concurrency = 64;
const leaseMs = 5_000;

/** Several replicas on one PostgreSQL: what they take in, how fast they drain, who takes over. */
export async function replicas(quick: boolean): Promise<void> {
  const requests = quick ? 6_000 : 30_000;
  const server = await PostgresServer.start();
  const rows: (string | number)[][] = [];
  for (const count of [1, 2, 3]) {
    const url = server.url(await server.createDatabase(`replicas_${count}`));
    const environment = {
      JOURNAL_URL: url,
      CREDENTIALS_KEY: Buffer.alloc(32, 1).toString('base64'),
      CCM_TIMEOUT_MS: '2000',
      TWITTER_TIMEOUT_MS: '2000',
      LEASE_MS: String(leaseMs),
    };
    const stage = await setStage({ environment, compact: true });
    await stage.register();
    const others = Array.from(
      { length: count - 1 },
      () => new ConnectorProcess(stage.connector.environment),
    );
    for (const other of others) await other.start();
    rows.push([`${count}`, ...(await measured(stage, others, requests))]);
    for (const other of others) await other.stop();
    await stage.close();
  }
  await server.close();
  table(
    `Replicas on one PostgreSQL (fsync on, same machine), ${concurrency} connections in all, ${requests} events`,
    [['replicas', 'requests/s', 'p50 ms', 'p99 ms', 'drained/s', 'takeover ms'], ...rows],
  );
  console.log(`Takeover is from a kill -9 to the next attempt; the lease is ${leaseMs} ms.\n`);
}

async function measured(
  stage: Stage,
  others: readonly ConnectorProcess[],
  requests: number,
): Promise<(string | number)[]> {
  const faults = `${stage.cim.ccmUrl}/sandbox/faults`;
  const path = '/message/receive';
  await call('POST', faults, { path, status: 503 });
  const all = [stage.connector, ...others];
  const startedMs = performance.now();
  const loads = await Promise.all(
    all.map(({ url }) => {
      const events = wireEvents(Math.floor(requests / all.length), 'connector.example');
      return load(url, events, Math.floor(concurrency / all.length));
    }),
  );
  const seconds = (performance.now() - startedMs) / 1_000;
  const latencies = loads.flatMap(({ latenciesMs }) => latenciesMs);
  await call('DELETE', faults);
  const drainStartedMs = performance.now();
  await received(stage, latencies.length);
  const drained = (latencies.length * 1_000) / (performance.now() - drainStartedMs);
  const takeover = others.length === 0 ? '–' : await takeoverMs(stage);
  const [p50, p99] = [quantile(latencies, 0.5), quantile(latencies, 0.99)];
  return [latencies.length / seconds, p50, p99, drained, takeover];
}

/** A replica dies while the contact centre has its message and does not answer. */
async function takeoverMs(stage: Stage): Promise<number> {
  const faults = `${stage.cim.ccmUrl}/sandbox/faults`;
  const { received: before } = (await call('GET', `${stage.cim.ccmUrl}/sandbox/summary`)).body;
  await call('POST', faults, { path: '/message/receive', delayMs: 60_000, times: 1 });
  const [event] = wireEvents(1, 'connector.example');
  await load(stage.connector.url, [event!], 1);
  await stage.connector.kill();
  const killedMs = performance.now();
  await received(stage, before + 1);
  return performance.now() - killedMs;
}

async function received(stage: Stage, count: number): Promise<void> {
  for (;;) {
    const { body } = await call('GET', `${stage.cim.ccmUrl}/sandbox/summary`);
    if (body.received >= count) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
