import { Agent, request } from 'undici';
import { call } from '../sandbox/stage/call.ts';
import { eventsPath, signedEvent } from '../sandbox/stage/events.ts';
import { DEFAULT_BUSINESS } from '../sandbox/twitter/defaults.ts';
import { answerEveryIn, customerOf, lengthOf, type Plan } from './plan.ts';
import { pause } from './random.ts';

/** What is said, and where it goes. */
export interface TrafficParts extends Plan {
  /** Base of the connector, behind its balancer. */
  readonly connectorUrl: string;
  readonly ccmUrl: string;
  readonly random: () => number;
}

/** Customers and agents who write, each message again until it is acknowledged, as X and CCM may. */
export class Traffic {
  readonly #parts: TrafficParts;
  readonly #agent = new Agent({ connections: 48 });
  acknowledged = 0;
  repeated = 0;

  constructor(parts: TrafficParts) {
    this.#parts = parts;
  }

  /** Resolves when everything is acknowledged. */
  async run(): Promise<void> {
    const { conversations } = this.#parts;
    await Promise.all(Array.from({ length: conversations }, (_, c) => this.#converse(c)));
    await this.#agent.close();
  }

  async #converse(conversation: number): Promise<void> {
    const customer = customerOf(conversation);
    const length = lengthOf(conversation, this.#parts);
    const { random } = this.#parts;
    const answerEvery = answerEveryIn(this.#parts);
    await pause(random() * 1_000);
    for (let n = 0; n < length; n++) {
      const eventId = String(2_000_000_000_000_000_000n + BigInt(customer) * 10_000n + BigInt(n));
      const { body, headers } = signedEvent(eventId, customer, String(n));
      await this.#until(() => this.#posted(body, headers));
      if (random() < 0.05) await this.#posted(body, headers);
      if (n % answerEvery === answerEvery - 1) {
        const answer = Math.floor(n / answerEvery);
        await this.#until(() => this.#answered(customer, answer));
      }
      await pause(random() * 100);
    }
  }

  async #until(taken: () => Promise<boolean>): Promise<void> {
    while (!(await taken())) {
      this.repeated++;
      await pause(20 + this.#parts.random() * 80);
    }
    this.acknowledged++;
  }

  async #posted(body: string, headers: Record<string, string>): Promise<boolean> {
    try {
      const answer = await request(this.#parts.connectorUrl + eventsPath, {
        method: 'POST',
        body,
        headers,
        dispatcher: this.#agent,
        headersTimeout: 10_000,
        bodyTimeout: 10_000,
      });
      await answer.body.dump();
      return answer.statusCode === 200;
    } catch {
      return false;
    }
  }

  async #answered(customer: string, answer: number): Promise<boolean> {
    const { body } = await call('POST', `${this.#parts.ccmUrl}/sandbox/agent`, {
      serviceIdentifier: DEFAULT_BUSINESS.id,
      customer,
      id: `answer-${customer}-${answer}`,
      text: `answer ${answer}`,
    });
    return body.status === 200;
  }
}
