import { setTimeout as pause } from 'node:timers/promises';
import { DEFAULT_BUSINESS } from '../twitter/defaults.ts';
import { call } from './call.ts';
import type { Stage } from './stage.ts';

const patienceMs = 15_000;

/** Plays lines of a conversation and prints each when it has arrived where it should. */
export class Transcript {
  readonly #stage: Stage;
  readonly #startedMs = performance.now();

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  /** Something that happens around the conversation. */
  say(text: string, tookMs?: number): void {
    this.#line('·', text, tookMs);
  }

  /** A step of the registration. */
  step(step: string, outcome: string): void {
    this.#line('✓', `${step}: ${outcome}`);
  }

  /** Resolves when the contact centre shows the message. */
  async customerWrites(customerId: string, text: string): Promise<void> {
    const sentMs = performance.now();
    const { event } = (await this.#stage.customerWrites(customerId, text)).body;
    const query = `customer=${customerId}&type=PLAIN`;
    await this.#until(`the contact centre shows "${text}"`, async () =>
      (await this.#arrivals(query)).some(
        (arrival) => arrival.message.header.providerMessageId === event.id,
      ),
    );
    this.#line('customer → agent', text, performance.now() - sentMs);
  }

  /** Resolves when X has the message and the contact centre knows that it was delivered. */
  async agentWrites(customerId: string, text: string): Promise<void> {
    const sentMs = performance.now();
    const { body: sent } = await this.#stage.agentWrites(customerId, text);
    if (sent.status !== 200) throw new Error(`the connector answered ${sent.status}`);
    await this.#until(`"${text}" is delivered`, async () => {
      const reports = await this.#arrivals(`customer=${customerId}&type=DELIVERYNOTIFICATION`);
      return reports.some(
        ({ message: { body } }) => body.messageId === sent.id && body.status === 'DELIVERED',
      );
    });
    this.#line('agent → customer', `${text}  (delivered)`, performance.now() - sentMs);
  }

  /** Checks what each side has seen, and says so. */
  async end(): Promise<void> {
    const { body: all } = await call('GET', `${this.#stage.x.url}/sandbox/messages`);
    const fromBank = all.filter(
      (message: { from: string }) => message.from === DEFAULT_BUSINESS.id,
    );
    const texts = fromBank.map((message: { text: string }) => message.text);
    if (new Set(texts).size !== texts.length) throw new Error('a message was sent twice');
    const shown = await this.#arrivals('type=PLAIN');
    const fromCustomers = all.length - fromBank.length;
    if (shown.length !== fromCustomers) throw new Error('a message was lost or shown twice');
    this.say(
      `${fromCustomers} messages from the customer shown once, ${texts.length} answers sent once, in order`,
    );
  }

  async #arrivals(query: string): Promise<any[]> {
    return (await call('GET', `${this.#stage.cim.ccmUrl}/sandbox/messages?${query}`)).body;
  }

  async #until(what: string, reached: () => Promise<boolean>): Promise<void> {
    const endMs = performance.now() + patienceMs;
    while (!(await reached())) {
      if (performance.now() > endMs) throw new Error(`it took too long until ${what}`);
      await pause(2);
    }
  }

  #line(who: string, text: string, tookMs?: number): void {
    const atS = ((performance.now() - this.#startedMs) / 1000).toFixed(2).padStart(6);
    const took = tookMs === undefined ? '' : `  [${Math.max(1, Math.round(tookMs))} ms]`;
    process.stdout.write(`${atS} s  ${who.padEnd(17)} ${text}${took}\n`);
  }
}
