import { Agent, request } from 'undici';

/** What came back from a webhook, or why nothing did. */
export type WebhookResponse =
  | { readonly status: number; readonly body: string }
  | { readonly failure: 'timeout' | 'unreachable' };

const BODY_BYTES_MAX = 65_536;

/** Calls webhooks: public host names lead to local addresses; redirects are not followed. */
export class WebhookClient {
  /** Public host name to the base URL of the local program that stands for it. */
  readonly routes = new Map<string, string>();
  readonly #agent = new Agent({ keepAliveTimeout: 4_000 });

  /** Calls within the time; a host without a route is unreachable. */
  async call(
    url: string,
    options: {
      method: 'GET' | 'POST';
      headers: Record<string, string>;
      body?: Buffer;
      timeoutMs: number;
    },
  ): Promise<WebhookResponse> {
    const address = this.#localAddress(url);
    if (address === undefined) return { failure: 'unreachable' };
    const { timeoutMs, ...rest } = options;
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), timeoutMs);
    try {
      const answer = await request(address, {
        ...rest,
        dispatcher: this.#agent,
        signal: abort.signal,
      });
      return { status: answer.statusCode, body: await textOf(answer.body) };
    } catch {
      return { failure: abort.signal.aborted ? 'timeout' : 'unreachable' };
    } finally {
      clearTimeout(timer);
    }
  }

  async close(): Promise<void> {
    await this.#agent.destroy();
  }

  #localAddress(url: string): string | undefined {
    const { hostname, pathname, search } = new URL(url);
    const target = this.routes.get(hostname);
    return target && `${target.replace(/\/$/, '')}${pathname}${search}`;
  }
}

async function textOf(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size <= BODY_BYTES_MAX) chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
