import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { call } from '../sandbox/stage/call.ts';
import { type Stage, setStage } from '../sandbox/stage/stage.ts';
import type { SettingsChange } from '../sandbox/twitter/settings.ts';
import { eventually } from './eventually.ts';

export const shiftedClock = new URL('../sandbox/stage/shifted-clock.ts', import.meta.url).href;

/** The same time for X and the connector, which the test moves on. */
export class SharedClock {
  readonly file: string;
  readonly #folder = mkdtempSync(join(tmpdir(), 'shifted-clock-'));
  #shiftMs: number;

  constructor(shiftMs: number) {
    this.file = join(this.#folder, 'shift');
    this.#shiftMs = shiftMs;
    this.advance(0);
  }

  readonly now = (): number => Date.now() + Math.round(this.#shiftMs);

  advance(ms: number): void {
    this.#shiftMs += ms;
    writeFileSync(this.file, String(Math.round(this.#shiftMs)));
  }

  close(): void {
    rmSync(this.#folder, { recursive: true });
  }
}

/** A stage whose X does not try again what it could not deliver. */
export async function drillStage(
  clock: SharedClock,
  settings: SettingsChange = {},
  environment: Readonly<Record<string, string>> = {},
): Promise<Stage> {
  return setStage({
    x: { now: clock.now, settings: { retryDelaysMs: [], ...settings } },
    compact: true,
    environment: {
      NODE_OPTIONS: `--import=${shiftedClock}`,
      CLOCK_SHIFT_FILE: clock.file,
      ...environment,
    },
  });
}

/** So many people who write to the business. */
export async function customers(stage: Stage, count: number): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let n = 0; n < count; n++) {
    const { body } = await call('POST', `${stage.x.url}/sandbox/users`, {
      name: `Customer ${n}`,
      screenName: `customer_${n}`,
    });
    ids.push(body.id);
  }
  return ids;
}

/** What each of them wrote, in order. */
export type Written = Map<string, string[]>;

export async function write(
  stage: Stage,
  written: Written,
  customerId: string,
  text: string,
): Promise<void> {
  const { status, body } = await stage.customerWrites(customerId, text);
  if (status >= 300) throw new Error(JSON.stringify(body));
  written.set(customerId, [...(written.get(customerId) ?? []), text]);
}

/** What the contact centre shows of each customer, in the order in which it came. */
export async function shownOf(stage: Stage, count: number, withinMs: number): Promise<Written> {
  const look = async () => {
    const { body } = await call('GET', `${stage.cim.ccmUrl}/sandbox/messages?type=PLAIN`);
    return body as readonly { customer: string; text: string }[];
  };
  const messages = await eventually(look, (found) => found.length >= count, withinMs);
  const shown: Written = new Map();
  for (const { customer, text } of messages) {
    shown.set(customer, [...(shown.get(customer) ?? []), text]);
  }
  return shown;
}

/** How often X was asked for its list of messages, and how often it refused. */
export async function readsOf(stage: Stage): Promise<{ calls: number; refused: number }> {
  const { body } = await call('GET', `${stage.x.url}/sandbox/requests`);
  const reads = (body as readonly { path: string; status: number }[]).filter(({ path }) =>
    /events\/list\.json|\/2\/dm_events/.test(path),
  );
  return { calls: reads.length, refused: reads.filter(({ status }) => status === 429).length };
}

/** What X answered to those who asked for replays. */
export async function replaysOf(stage: Stage): Promise<readonly number[]> {
  const { body } = await call('GET', `${stage.x.url}/sandbox/requests`);
  const all = body as readonly { path: string; status: number }[];
  return all.filter(({ path }) => path.includes('replay')).map(({ status }) => status);
}

/** Waits until the contact centre has everything and the journal knows that it has. */
export async function settled(stage: Stage): Promise<void> {
  const waiting = /^twitter_connector_messages_waiting\{[^}]*"contact-center"[^}]*\} 0$/m;
  const scraped = async () => (await call('GET', stage.connector.metricsUrl)).body as string;
  const text = await eventually(scraped, (body) => waiting.test(body), 20_000);
  if (!waiting.test(text)) throw new Error('messages still wait for the contact centre');
}

/** Waits for a line of the connector's log, behind what was there before. */
export const said = (stage: Stage, words: string, from = 0, withinMs = 30_000) =>
  eventually(
    () => stage.connector.output.slice(from).includes(words),
    (there) => there,
    withinMs,
  );
