import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { webhookSignature } from '../account-activity/webhook-signature.ts';
import { DEFAULT_APP } from '../defaults.ts';

/** A delivery as it came in. */
export interface ReceivedDelivery {
  readonly headers: IncomingHttpHeaders;
  readonly raw: string;
  readonly body: DeliveredBody;
  readonly atMs: number;
}

/** The members of an Account Activity body that tests look at. */
export interface DeliveredBody {
  readonly for_user_id?: string;
  readonly direct_message_events?: readonly DeliveredMessage[];
  readonly apps?: Record<string, unknown>;
  readonly users?: Record<string, unknown>;
  readonly [kind: string]: unknown;
}

/** A delivered message. */
export interface DeliveredMessage {
  readonly id: string;
  readonly message_create: {
    readonly source_app_id?: string;
    readonly message_data: { readonly text: string };
  };
}

/** How the webhook answers; without a body, a challenge is answered with the right token. */
export interface WebhookAnswer {
  readonly status?: number;
  readonly body?: string;
  readonly delayMs?: number;
}

/** A webhook on 127.0.0.1 that answers challenges and keeps what it is given. */
export class LocalWebhook {
  readonly deliveries: ReceivedDelivery[] = [];
  readonly challenges: { readonly query: string; readonly headers: IncomingHttpHeaders }[] = [];
  /** How the next challenges are answered. */
  onChallenge: WebhookAnswer = {};
  /** How deliveries are answered, by their number from 0 on. */
  onDelivery: (number: number) => WebhookAnswer = () => ({});
  readonly #server: Server;
  #waiting: { readonly count: number; readonly resolve: () => void }[] = [];

  constructor() {
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const raw = Buffer.concat(chunks).toString();
        const target = request.url ?? '';
        const isChallenge = request.method === 'GET';
        const answer = isChallenge
          ? this.#challenged(target, request.headers)
          : this.#delivered(raw, request.headers);
        setTimeout(() => {
          response.writeHead(answer.status ?? 200).end(answer.body ?? '');
        }, answer.delayMs ?? 0).unref();
      });
    });
  }

  async start(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  /** The deliveries, once there are that many. */
  async received(count: number): Promise<readonly ReceivedDelivery[]> {
    if (this.deliveries.length < count) {
      await new Promise<void>((resolve) => this.#waiting.push({ count, resolve }));
    }
    return this.deliveries;
  }

  #challenged(target: string, headers: IncomingHttpHeaders): WebhookAnswer {
    const query = target.slice(target.indexOf('?') + 1);
    this.challenges.push({ query, headers });
    const token = new URLSearchParams(query).get('crc_token') ?? '';
    const response_token = webhookSignature(token, DEFAULT_APP.consumerSecret);
    return { body: JSON.stringify({ response_token }), ...this.onChallenge };
  }

  #delivered(raw: string, headers: IncomingHttpHeaders): WebhookAnswer {
    const number = this.deliveries.length;
    this.deliveries.push({ headers, raw, body: JSON.parse(raw), atMs: performance.now() });
    for (const { count, resolve } of this.#waiting) if (count <= number + 1) resolve();
    this.#waiting = this.#waiting.filter(({ count }) => count > number + 1);
    return this.onDelivery(number);
  }
}
