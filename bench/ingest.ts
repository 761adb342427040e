import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { setStage } from '../sandbox/stage/stage.ts';
import { call } from '../sandbox/stage/call.ts';
import { median, quantile, table } from './figures.ts';
import { load, type Load, wireEvents } from './load.ts';

const concurrency = 64;

/** Webhook requests per second, side by side: floors without a journal, and ours with it. */
export async function ingest(quick: boolean): Promise<void> {
  const rounds = quick ? 1 : 5;
  const requests = quick ? 5_000 : 20_000;
  const floors = [
    'node:http, bare',
    'node:http, HMAC, one-table insert',
    'express, HMAC, no journal',
  ];
  const subjects = await Promise.all(floors.map((name) => floor(name)));
  const busy = await ours('ours: journal, and delivery going on', false);
  const held = await ours('ours: journal, contact centre down', true);
  const runs = new Map<string, Load[]>();
  for (let round = 0; round <= rounds; round++) {
    for (const { name, url, settle } of [...subjects, busy, held]) {
      const result = await load(url, wireEvents(requests, 'connector.example'), concurrency);
      if (result.refused > 0) throw new Error(`${name} refused ${result.refused}`);
      if (round > 0) runs.set(name, [...(runs.get(name) ?? []), result]);
      await settle();
    }
  }
  const base = median((runs.get(floors[1] ?? '') ?? []).map(({ perSecond }) => perSecond));
  table(
    `Webhook ingest, ${concurrency} connections, signed events of 1.2 kB, medians of ${rounds} rounds`,
    [
      ['', 'requests/s', 'p50 ms', 'p99 ms', 'to insert'],
      ...[...runs].map(([name, loads]) => {
        const rate = median(loads.map(({ perSecond }) => perSecond));
        const at = (share: number) =>
          median(loads.map(({ latenciesMs }) => quantile(latenciesMs, share)));
        return [name, rate, at(0.5), at(0.99), rate / base];
      }),
    ],
  );
  for (const { close } of [...subjects, busy, held]) await close();
}

async function floor(name: string) {
  const child = fork(fileURLToPath(new URL('./floors.ts', import.meta.url)), [name], {
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  const close = async () => void child.kill();
  return { name, url: `http://127.0.0.1:${port}`, settle: async () => {}, close };
}

async function ours(name: string, contactCenterDown: boolean) {
  const stage = await setStage({ compact: true });
  await stage.register();
  const { ccmUrl } = stage.cim;
  if (contactCenterDown) {
    await call('POST', `${ccmUrl}/sandbox/faults`, { path: '/message/receive', status: 503 });
  }
  let taken = 0;
  const settle = async () => {
    if (contactCenterDown) return;
    for (let before = -1; before !== taken; ) {
      before = taken;
      await new Promise((resolve) => setTimeout(resolve, 250));
      taken = (await call('GET', `${ccmUrl}/sandbox/summary`)).body.received;
    }
  };
  return { name, url: stage.connector.url, settle, close: () => stage.close() };
}
