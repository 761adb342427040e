import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { request } from 'undici';
import { call } from '../sandbox/stage/call.ts';
import { fileOf } from '../sandbox/stage/files.ts';
import { type Stage, setStage } from '../sandbox/stage/stage.ts';
import { DEFAULT_BUSINESS } from '../sandbox/twitter/defaults.ts';
import { median, residentMb, table } from './figures.ts';

const bytes = 25 * 1024 * 1024;

/** Videos of 25 MB both ways: how fast beside a hand-written stream, and what memory they take. */
export async function media(quick: boolean): Promise<void> {
  const stage = await setStage({
    x: { settings: { media: { processingMs: 0, checkAfterSecs: 0.01 } } },
  });
  await stage.register();
  await call('POST', `${stage.cim.ccmUrl}/sandbox/settings`, { uploadBytesMax: 30 * 1024 * 1024 });
  const customers = await Promise.all(Array.from({ length: 10 }, (_, i) => customer(stage, i)));
  const stored = await store(stage);
  const rounds = quick ? 2 : 5;
  const floorMs: number[] = [];
  const oneMs: number[] = [];
  for (let round = 0; round < rounds; round++) {
    floorMs.push(await timed(() => floor(stage, stored)));
    oneMs.push(await timed(() => send(stage, stored, customers.slice(0, 1))));
  }
  const perSecond = (ms: number) => bytes / 1_048_576 / (ms / 1000);
  table(`A video of 25 MB, File Engine → X, medians of ${rounds} rounds`, [
    ['', 'MB/s', 'to floor'],
    ['hand-written stream, one request, no checks', perSecond(median(floorMs)), 1],
    [
      'ours: sniffed, chunked, signed, processed, attached, reported',
      perSecond(median(oneMs)),
      median(floorMs) / median(oneMs),
    ],
  ]);
  const rows: (string | number)[][] = [];
  for (const count of [1, 4, 10]) {
    const some = customers.slice(0, count);
    rows.push([
      `${count} at once, agent → customer`,
      await growth(stage, () => send(stage, stored, some)),
    ]);
    rows.push([
      `${count} at once, customer → agent`,
      await growth(stage, () => receive(stage, some)),
    ]);
  }
  table('Growth of resident memory while videos of 25 MB pass', [['', 'MB'], ...rows]);
  await stage.close();
}

async function customer(stage: Stage, index: number): Promise<string> {
  const user = { name: `Customer ${index}`, screenName: `customer_${index}` };
  return (await call('POST', `${stage.x.url}/sandbox/users`, user)).body.id;
}

async function store(stage: Stage): Promise<string> {
  const form = new FormData();
  form.append(
    'file',
    new Blob([new Uint8Array(fileOf('mp4', bytes))], { type: 'video/mp4' }),
    'v.mp4',
  );
  form.append('conversationId', '1');
  const url = `${stage.cim.fileEngineUrl}/api/uploadFileStream`;
  const { name } = (await (await fetch(url, { method: 'POST', body: form })).json()) as {
    name: string;
  };
  return `${stage.cim.fileEngineUrl}/api/downloadFileStream?filename=${name}`;
}

/** The file piped into one request to a server that throws it away. */
async function floor(_stage: Stage, url: string): Promise<void> {
  const sink = createServer((incoming, response) => {
    incoming.resume();
    incoming.on('end', () => response.end());
  });
  await new Promise<void>((resolve) => sink.listen(0, '127.0.0.1', resolve));
  const { port } = sink.address() as AddressInfo;
  const source = await request(url);
  const sent = await request(`http://127.0.0.1:${port}`, { method: 'POST', body: source.body });
  await sent.body.dump();
  sink.close();
}

async function send(stage: Stage, mediaUrl: string, to: readonly string[]): Promise<void> {
  const before = await arrived(stage, 'DELIVERYNOTIFICATION');
  const attachment = { mediaUrl, mimeType: 'video/mp4', size: bytes, mediaName: 'v.mp4' };
  await Promise.all(
    to.map((id) =>
      call('POST', `${stage.cim.ccmUrl}/sandbox/agent`, {
        serviceIdentifier: DEFAULT_BUSINESS.id,
        customer: id,
        body: { type: 'VIDEO', caption: 'v.mp4', attachment },
      }),
    ),
  );
  await until(async () => (await arrived(stage, 'DELIVERYNOTIFICATION')) >= before + to.length);
}

async function receive(stage: Stage, from: readonly string[]): Promise<void> {
  const before = await arrived(stage, 'VIDEO');
  await Promise.all(
    from.map((id) =>
      call('POST', `${stage.x.url}/sandbox/users/${id}/messages`, {
        to: DEFAULT_BUSINESS.id,
        text: '',
        media: { kind: 'video', fileBytes: bytes },
      }),
    ),
  );
  await until(async () => (await arrived(stage, 'VIDEO')) >= before + from.length);
}

const arrived = async (stage: Stage, type: string): Promise<number> =>
  (await call('GET', `${stage.cim.ccmUrl}/sandbox/ids?type=${type}`)).body.length;

async function growth(stage: Stage, work: () => Promise<void>): Promise<number> {
  const pid = stage.connector.pid ?? 0;
  const before = await residentMb(pid);
  let peak = before;
  const watch = setInterval(() => {
    void residentMb(pid).then((now) => {
      peak = Math.max(peak, now);
    });
  }, 20);
  await work();
  clearInterval(watch);
  return peak - before;
}

async function timed(work: () => Promise<void>): Promise<number> {
  const startedMs = performance.now();
  await work();
  return performance.now() - startedMs;
}

async function until(reached: () => Promise<boolean>): Promise<void> {
  for (const endMs = Date.now() + 120_000; !(await reached()); ) {
    if (Date.now() > endMs) throw new Error('it took too long');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
