import { Agent, request } from 'node:http';

/** What a connector answered; status 0 when it could not be reached. */
export interface WebhookAnswer {
  readonly status: number;
  /** Parsed where it is JSON, else the text. */
  readonly body: unknown;
  /** Why there is no answer. */
  readonly error?: string;
}

const TIMEOUT_MS = 10_000;

/** CCM's way to connectors: one POST, no retry. */
export class Webhook {
  readonly #agent = new Agent({ keepAlive: true });

  post(url: string, message: unknown): Promise<WebhookAnswer> {
    const bytes = Buffer.from(JSON.stringify(message));
    const headers = { 'content-type': 'application/json', 'content-length': bytes.length };
    const options = { method: 'POST', agent: this.#agent, headers, timeout: TIMEOUT_MS };
    return new Promise((resolve) => {
      const failed = (error: Error) =>
        resolve({ status: 0, body: null, error: error.message || error.name });
      const outgoing = request(url, options, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', failed);
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, body: bodyOf(Buffer.concat(chunks)) }),
        );
      });
      outgoing.on('error', failed);
      outgoing.on('timeout', () => outgoing.destroy(new Error(`no answer in ${TIMEOUT_MS} ms`)));
      outgoing.end(bytes);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}

function bodyOf(bytes: Buffer): unknown {
  const text = bytes.toString('utf8');
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
