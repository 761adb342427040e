import { request } from 'undici';
import { call } from '../sandbox/stage/call.ts';
import { eventsPath, signedEvent } from '../sandbox/stage/events.ts';
import { type Stage, setStage } from '../sandbox/stage/stage.ts';
import { quantile, residentMb, table } from './figures.ts';

/** End to end: from the webhook request to the message at the contact centre, at a steady rate. */
export async function latency(quick: boolean): Promise<void> {
  const stage = await setStage();
  await stage.register();
  const seconds = quick ? 3 : 20;
  const rows: (string | number)[][] = [];
  for (const perSecond of [20, 200]) {
    const { took, ackMs } = await steady(stage, perSecond, seconds);
    rows.push([
      `${perSecond} events/s`,
      took.length,
      quantile(ackMs, 0.5),
      quantile(took, 0.5),
      quantile(took, 0.99),
      Math.max(...took),
    ]);
  }
  table(`Webhook → contact centre, ${seconds} s each`, [
    ['', 'messages', 'ack p50 ms', 'p50 ms', 'p99 ms', 'max ms'],
    ...rows,
  ]);
  const rss = await residentMb(stage.connector.pid ?? 0);
  table('Memory of the connector after that', [['RSS MB', rss]]);
  await stage.close();
}

let next = 2_200_000_000_000_000_000n;

/** Sends at fixed points in time, whether or not earlier requests are answered. */
export async function steady(stage: Stage, perSecond: number, seconds: number, customer?: string) {
  const sentAt = new Map<string, number>();
  const ackMs: number[] = [];
  const startedMs = Date.now();
  const requests: Promise<void>[] = [];
  for (let i = 0; i < perSecond * seconds; i++) {
    const dueMs = startedMs + (i * 1000) / perSecond;
    if (dueMs > Date.now()) await new Promise((resolve) => setTimeout(resolve, dueMs - Date.now()));
    const eventId = String(next++);
    sentAt.set(eventId, performance.timeOrigin + performance.now());
    requests.push(post(stage, eventId, customer ?? String(7_000_000_000 + (i % 500)), ackMs));
  }
  await Promise.all(requests);
  await new Promise((resolve) => setTimeout(resolve, 500));
  const { body } = await call('GET', `${stage.cim.ccmUrl}/sandbox/messages?type=PLAIN`);
  const took = (body as { at: number; providerMessageId: string }[])
    .filter(({ providerMessageId }) => sentAt.has(providerMessageId))
    .map(({ at, providerMessageId }) => at - (sentAt.get(providerMessageId) ?? 0));
  return { took, ackMs };
}

async function post(
  stage: Stage,
  eventId: string,
  customer: string,
  ackMs: number[],
): Promise<void> {
  const { body, headers } = signedEvent(eventId, customer, 'How long does this take?');
  const startedMs = performance.now();
  const answer = await request(stage.connector.url + eventsPath, { method: 'POST', body, headers });
  await answer.body.dump();
  ackMs.push(performance.now() - startedMs);
}
