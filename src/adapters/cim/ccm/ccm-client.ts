import { Agent, request } from 'undici';
import type { Clock } from '../../../domain/delivery/clock.ts';
import { Failure } from '../../../domain/errors.ts';
import { type CcmAnswer, failureFrom, isPage, noAnswer } from './failure-from.ts';

export interface CcmClientOptions {
  /** The base of CCM, with or without a path of its own. */
  readonly url: string;
  readonly clock: Pick<Clock, 'now' | 'after'>;
  /** For a whole call, from the wait for a connection to the last byte. */
  readonly timeoutMs?: number;
  readonly connections?: number;
}

const answerBytesMax = 1024 * 1024;

/** Calls CCM over connections that are kept alive; everything that goes wrong is a Failure. */
export class CcmClient {
  readonly #base: string;
  readonly #clock: Pick<Clock, 'now' | 'after'>;
  readonly #timeoutMs: number;
  readonly #agent: Agent;

  constructor({ url, clock, timeoutMs = 5_000, connections = 96 }: CcmClientOptions) {
    this.#base = url.replace(/\/+$/, '');
    this.#clock = clock;
    this.#timeoutMs = timeoutMs;
    this.#agent = new Agent({
      connections,
      connect: { timeout: timeoutMs },
      headersTimeout: 0,
      bodyTimeout: 0,
    });
  }

  /**
   * Posts JSON. Any 2xx is acceptance, whatever follows it, unless it is a page: then something
   * in front of CCM has answered.
   * `said` is what must not come back in a
   * failure's detail.
   */
  async post(path: string, body: unknown, said: readonly string[]): Promise<void> {
    const answer = await this.#call('POST', path, JSON.stringify(body));
    if (!isSuccess(answer) || isPage(answer)) {
      throw failureFrom(answer, said, this.#clock.now());
    }
  }

  /** The JSON at this path; undefined when there is nothing: 404, or an empty answer. */
  async get(path: string): Promise<unknown> {
    const answer = await this.#call('GET', path);
    if (answer.status === 404) return undefined;
    if (!isSuccess(answer)) throw failureFrom(answer, [], this.#clock.now());
    if (answer.text === undefined) throw unreadable(answer);
    if (answer.text.trim() === '') return undefined;
    try {
      return JSON.parse(answer.text);
    } catch {
      throw unreadable(answer);
    }
  }

  /** Ends all connections; calls that are under way fail. */
  close(): Promise<void> {
    return this.#agent.destroy();
  }

  async #call(method: 'GET' | 'POST', path: string, body?: string): Promise<CcmAnswer> {
    const timeout = new AbortController();
    const cancel = this.#clock.after(this.#timeoutMs, () => timeout.abort());
    try {
      const {
        statusCode,
        headers,
        body: bytes,
      } = await request(this.#base + path, {
        dispatcher: this.#agent,
        signal: timeout.signal,
        method,
        headers: {
          accept: 'application/json',
          ...(body && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body }),
      });
      const text = await textOf(bytes).catch(() => undefined);
      return { status: statusCode, retryAfter: [headers['retry-after']].flat()[0], text };
    } catch (thrown) {
      throw noAnswer(thrown, timeout.signal.aborted ? this.#timeoutMs : undefined);
    } finally {
      cancel();
    }
  }
}

const isSuccess = ({ status }: CcmAnswer): boolean => status >= 200 && status < 300;

const unreadable = ({ status }: CcmAnswer): Failure =>
  new Failure('unavailable', `CCM answered ${status} with something unreadable`);

async function textOf(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > answerBytesMax) throw new Error('too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
