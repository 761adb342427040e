import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { call } from '../sandbox/stage/call.ts';
import { startCimSandbox } from '../sandbox/cim/cim-sandbox.ts';
import { Proxy } from '../sandbox/stage/proxy.ts';
import { DEFAULT_BUSINESS } from '../sandbox/twitter/defaults.ts';
import { startTwitterSandbox } from '../sandbox/twitter/twitter-sandbox.ts';
import { deadCustomers } from './dead-letters.ts';
import { Faults } from './faults.ts';
import { openJournal } from './journal.ts';
import { calm, introduce, trouble } from './neighbours.ts';
import type { ChaosOptions } from './options.ts';
import { pause, randomFrom } from './random.ts';
import { Replicas } from './replicas.ts';
import { Traffic } from './traffic.ts';
import { type Evidence, type Verdict, verify } from './verify.ts';

/** After the last message is acknowledged, what is on its way has this long to arrive. */
const settleWithinMs = 180_000;

export interface ChaosResult {
  readonly held: boolean;
  readonly verdict: Verdict;
  readonly report: string;
}

/** One run, from an empty journal to the verdict. `say` is told how it goes. */
export async function run(
  options: ChaosOptions,
  say: (line: string) => void,
): Promise<ChaosResult> {
  const { replicas: count, seed, store } = options;
  say(`seed ${seed}: ${options.events} messages, ${count} replicas on ${store}`);
  const folder = mkdtempSync(join(tmpdir(), 'chaos-'));
  const x = await startTwitterSandbox({});
  const cim = await startCimSandbox({ keepBodies: false });
  const journal = await openJournal(store, folder);
  const replicas = new Replicas(count, {
    CCM_URL: cim.ccmUrl,
    FILE_ENGINE_URL: cim.fileEngineUrl,
    TWITTER_API_URL: x.url,
    TWITTER_UPLOAD_URL: x.url,
    JOURNAL_URL: journal.url,
    CREDENTIALS_KEY: Buffer.alloc(32, 7).toString('base64'),
    CCM_TIMEOUT_MS: '1000',
    TWITTER_TIMEOUT_MS: '2000',
    LEASE_MS: '5000',
    GRPC_PORT: '0',
    METRICS_PORT: '0',
    LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'info',
  });
  const balancer = new Proxy(() => replicas.targets);
  const connectorUrl = `http://127.0.0.1:${await balancer.listen()}`;
  try {
    await replicas.start();
    await introduce(x.url, cim.ccmUrl, connectorUrl, options);
    await trouble(x.url, cim.ccmUrl, seed, options);
    const startedMs = performance.now();
    const traffic = new Traffic({
      ...options,
      connectorUrl,
      ccmUrl: cim.ccmUrl,
      random: randomFrom(seed),
    });
    const faults = new Faults({ replicas, balancer, journal, random: randomFrom(seed + 1) });
    await faults.during(traffic, options, say);
    await calm(x.url);
    const seconds = (performance.now() - startedMs) / 1000;
    const evidence = () => evidenceFrom(x.url, cim.ccmUrl, replicas);
    const verdict = await settled(async () => verify(options, await evidence()));
    const outcome = result(options, verdict, faults.summary(), traffic, seconds);
    if (!outcome.held) say(`the logs of the replicas are in ${replicas.writeLogs()}`);
    return outcome;
  } finally {
    await replicas.stop();
    await balancer.close();
    await journal.close();
    await Promise.all([x.close(), cim.close()]);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Looks until nothing is missing any more, or it has taken too long. */
async function settled(judge: () => Promise<Verdict>): Promise<Verdict> {
  const endMs = performance.now() + settleWithinMs;
  for (;;) {
    const verdict = await judge();
    const { answersLost, lost, unreported, wronglyDead } = verdict.wrong;
    const open = answersLost + lost + unreported + wronglyDead;
    if (open === 0 || performance.now() > endMs) return verdict;
    await pause(1_000);
  }
}

async function evidenceFrom(xUrl: string, ccmUrl: string, replicas: Replicas): Promise<Evidence> {
  const { body: shown } = await call('GET', `${ccmUrl}/sandbox/ids?type=PLAIN`);
  const { body: reports } = await call('GET', `${ccmUrl}/sandbox/ids?type=DELIVERYNOTIFICATION`);
  const { body: all } = await call('GET', `${xUrl}/sandbox/messages`);
  return {
    shown,
    reports: reports.map(([, id]: readonly string[]) => id),
    sent: all.filter(({ from }: { from: string }) => from === DEFAULT_BUSINESS.id),
    dead: await deadCustomers(replicas.controlAddress),
  };
}

function result(
  options: ChaosOptions,
  verdict: Verdict,
  faults: string,
  traffic: Traffic,
  seconds: number,
): ChaosResult {
  const { messages, answers, wrong } = verdict;
  const held = Object.values(wrong).every((count) => count === 0);
  const lines = [
    `${messages} messages shown, ${answers} answers sent in ${seconds.toFixed(0)} s`,
    `acknowledged ${traffic.acknowledged}, after ${traffic.repeated} refusals or torn connections`,
    faults,
    ...Object.entries(wrong).map(
      ([name, count]) => `${count === 0 ? 'ok  ' : 'FAIL'} ${name} ${count}`,
    ),
    held ? 'everything held' : `NOT HELD: repeat with --seed ${options.seed}`,
  ];
  return { held, verdict, report: lines.join('\n') };
}
