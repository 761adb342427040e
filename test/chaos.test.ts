import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Agent, request } from 'undici';
import { call } from '../sandbox/stage/call.ts';
import { eventsPath, signedEvent } from '../sandbox/stage/events.ts';
import { type Stage, setStage } from '../sandbox/stage/stage.ts';
import { eventually } from './eventually.ts';

const conversations = 300;
const perConversation = 17;
const kills = 20;
const seed = Number(process.env['CHAOS_SEED'] ?? Date.now() % 1_000_000);
const random = generator(seed);
const agent = new Agent({ connections: 64 });
let stage: Stage;

beforeAll(async () => {
  stage = await setStage({ environment: { CCM_TIMEOUT_MS: '1000' } });
  await stage.register();
});
afterAll(async () => {
  await agent.close();
  await stage.close();
});

test(`nothing is lost, shown twice or overtaken while the service is killed ${kills} times (seed ${seed})`, async () => {
  await call('POST', `${stage.cim.ccmUrl}/sandbox/settings`, { seed });
  for (const fault of [{ status: 503 }, { tear: true, when: 'after' }, { tear: true }]) {
    const path = '/message/receive';
    await call('POST', `${stage.cim.ccmUrl}/sandbox/faults`, { path, probability: 0.03, ...fault });
  }
  let writing = true;
  const senders = Array.from({ length: conversations }, (_, c) => converse(customerOf(c)));
  const all = Promise.all(senders).finally(() => {
    writing = false;
  });
  let killed = 0;
  for (; killed < kills; killed++) {
    await pause(50 + random() * 400);
    await stage.connector.kill();
    await stage.connector.start();
  }
  await all;
  expect(writing).toBe(false);
  await call('DELETE', `${stage.cim.ccmUrl}/sandbox/faults`);

  const total = conversations * perConversation;
  const summary = async () => (await call('GET', `${stage.cim.ccmUrl}/sandbox/summary`)).body;
  expect(
    await eventually(summary, ({ distinctIds }) => distinctIds >= total, 60_000),
  ).toMatchObject({
    distinctIds: total,
    refused: 0,
    withUnknownFields: 0,
  });
  const { body: rows } = await call('GET', `${stage.cim.ccmUrl}/sandbox/ids`);
  const verdict = verify(rows);
  expect(verdict).toEqual({ lost: 0, shownTwice: 0, overtaken: 0, conversations });
  expect(killed).toBe(kills);
}, 180_000);

const customerOf = (conversation: number): string => String(5_000_000_000 + conversation);

/** Writes one message after another, each again until it is acknowledged, as X does. */
async function converse(customer: string): Promise<void> {
  for (let n = 0; n < perConversation; n++) {
    const eventId = String(2_000_000_000_000_000_000n + BigInt(customer) * 1_000n + BigInt(n));
    const { body, headers } = signedEvent(eventId, customer, String(n));
    while (!(await acknowledged(body, headers))) await pause(20 + random() * 80);
    if (random() < 0.05) await acknowledged(body, headers);
    await pause(random() * 600);
  }
}

async function acknowledged(body: string, headers: Record<string, string>): Promise<boolean> {
  try {
    const url = stage.connector.url + eventsPath;
    const answer = await request(url, { method: 'POST', body, headers, dispatcher: agent });
    await answer.body.dump();
    return answer.statusCode === 200;
  } catch {
    return false;
  }
}

/** Reads only what the contact centre received: `[customer, cim id, event id, text]` in order. */
function verify(rows: readonly (readonly [string, string, string, string])[]) {
  const seen = new Map<string, { ids: Set<string>; texts: string[]; events: Set<string> }>();
  let shownTwice = 0;
  for (const [customer, id, eventId, text] of rows) {
    const one = seen.get(customer) ?? { ids: new Set(), texts: [], events: new Set() };
    seen.set(customer, one);
    if (one.ids.has(id)) continue;
    if (one.events.has(eventId)) shownTwice++;
    one.ids.add(id);
    one.events.add(eventId);
    one.texts.push(text);
  }
  const sequences = [...seen.values()].map(({ texts }) => texts.map(Number));
  const missing = (numbers: readonly number[]) => perConversation - new Set(numbers).size;
  const late = (numbers: readonly number[]) =>
    numbers.filter((n, i) => n < (numbers[i - 1] ?? -1)).length;
  const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
  return {
    lost: sum(sequences.map(missing)),
    shownTwice,
    overtaken: sum(sequences.map(late)),
    conversations: seen.size,
  };
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function generator(from: number): () => number {
  let state = from;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
