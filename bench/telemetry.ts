import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { call } from '../sandbox/stage/call.ts';
import { setStage } from '../sandbox/stage/stage.ts';
import { cpuMs, median, quantile, table } from './figures.ts';
import { type Load, load, wireEvents } from './load.ts';

const concurrency = 64;

/** A round of load; `cpuMsEach`: for a request and the delivery of its message. */
interface Run extends Load {
  readonly cpuMsEach: number;
}

/** Webhook requests per second while messages are delivered, by how much of it is measured. */
export async function telemetry(quick: boolean): Promise<void> {
  const rounds = quick ? 2 : 7;
  const warming = quick ? 1 : 3;
  const requests = quick ? 4_000 : 8_000;
  const sink = fork(fileURLToPath(new URL('./sink.ts', import.meta.url)));
  const [{ port }] = (await once(sink, 'message')) as [{ port: number }];
  const traced = (share: string) => ({
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `http://127.0.0.1:${port}/v1/traces`,
    OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
    OTEL_TRACES_SAMPLER_ARG: share,
  });
  const subjects = [
    await subject('off', { METRICS_PORT: 'off' }),
    await subject('metrics', {}),
    await subject('metrics, traces of 10 %', traced('0.1')),
    await subject('metrics, traces of 100 %', traced('1')),
  ];
  const runs = new Map<string, Run[]>();
  for (let round = 0; round < warming + rounds; round++) {
    for (const { name, url, pid, settle } of subjects) {
      const beforeMs = await cpuMs(pid);
      const run = await load(url, wireEvents(requests, 'connector.example'), concurrency);
      if (run.refused > 0) throw new Error(`${name} refused ${run.refused}`);
      await settle();
      const cpuMsEach = ((await cpuMs(pid)) - beforeMs) / requests;
      if (round >= warming) runs.set(name, [...(runs.get(name) ?? []), { ...run, cpuMsEach }]);
    }
  }
  const off = runs.get('off') ?? [];
  table(`Webhook ingest with delivery, ${concurrency} connections, medians of ${rounds} rounds`, [
    ['telemetry', 'requests/s', 'p50 ms', 'p99 ms', 'CPU ms each', 'to off', 'CPU to off'],
    ...[...runs].map(([name, loads]) => {
      const at = (share: number) =>
        median(loads.map(({ latenciesMs }) => quantile(latenciesMs, share)));
      const ratios = loads.map(({ perSecond }, i) => perSecond / (off[i]?.perSecond ?? 0));
      const rate = median(loads.map(({ perSecond }) => perSecond));
      const cpu = median(loads.map(({ cpuMsEach }) => cpuMsEach));
      const cpuRatios = loads.map(({ cpuMsEach }, i) => cpuMsEach / (off[i]?.cpuMsEach ?? 0));
      return [name, rate, at(0.5), at(0.99), cpu, median(ratios), median(cpuRatios)];
    }),
  ]);
  for (const { close } of subjects) await close();
  sink.kill();
}

async function subject(name: string, environment: Readonly<Record<string, string>>) {
  const stage = await setStage({ compact: true, environment });
  await stage.register();
  let taken = 0;
  /** Resolves when everything is delivered. */
  const settle = async () => {
    for (let before = -1; before !== taken; ) {
      before = taken;
      await new Promise((resolve) => setTimeout(resolve, 250));
      taken = (await call('GET', `${stage.cim.ccmUrl}/sandbox/summary`)).body.received;
    }
  };
  const pid = stage.connector.pid ?? 0;
  return { name, pid, url: stage.connector.url, settle, close: () => stage.close() };
}
