import { Pool } from 'undici';
import { Failure } from '../../../../domain/errors.ts';
import { type Authentication, authorizationOf } from './authorization.ts';
import { exchange, Unanswered } from './exchange.ts';
import { failureFrom } from './failure-from.ts';
import { encodedParameters } from './oauth.ts';
import type { AnswerHeaders } from './rate-limit.ts';

export type { Authentication };

/** A body of known size that is sent as it comes. */
export interface StreamedBody {
  readonly contentType: string;
  readonly sizeBytes: number;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** One call of X's API. */
export interface TwitterRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Begins with a slash; without a query. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** At most one of the three bodies. */
  readonly form?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly stream?: StreamedBody;
  readonly auth: Authentication;
  /** The call must not be made twice: no answer, or a 5xx that leaves it open, is `uncertain`. */
  readonly sendsMessage?: true;
  /** In place of the client's; with a streamed body, the time without progress. */
  readonly timeoutMs?: number;
  /** Bytes of the answer that are read; 1 MiB when absent. */
  readonly answerBytesMax?: number;
}

/** `body` is parsed JSON, or text that is none, or undefined when there is nothing. */
export interface TwitterAnswer {
  readonly status: number;
  readonly headers: AnswerHeaders;
  readonly body: unknown;
}

export interface TwitterClientOptions {
  /** The base of X's API, such as `https://api.x.com`; signed exactly as sent. */
  readonly baseUrl: string;
  /** For a whole call; 10 s when absent. */
  readonly timeoutMs?: number;
  readonly connections?: number;
  /** Epoch milliseconds. */
  readonly now?: () => number;
  /** Until when X will not take a call, in epoch milliseconds: such calls are not made. */
  readonly spentUntilMs?: (request: TwitterRequest) => number | undefined;
  /** Called with every answer that came whole; must not throw. */
  readonly answered?: (request: TwitterRequest, headers: AnswerHeaders) => void;
}

const mebibyte = 1_048_576;

/**
 * Calls X's API over connections that are kept alive. Each call is sent at most once: HTTP/1.1
 * without pipelining, because undici sends multiplexed or pipelined requests again by itself.
 */
export class TwitterClient {
  readonly #origin: string;
  readonly #prefix: string;
  readonly #timeoutMs: number;
  readonly #now: () => number;
  readonly #answered: TwitterClientOptions['answered'];
  readonly #spentUntilMs: TwitterClientOptions['spentUntilMs'];
  readonly #pool: Pool;

  constructor(options: TwitterClientOptions) {
    const { baseUrl, timeoutMs = 10_000, connections = 64, now = Date.now } = options;
    const { origin, pathname } = new URL(baseUrl);
    this.#origin = origin;
    this.#prefix = pathname.replace(/\/+$/, '');
    this.#timeoutMs = timeoutMs;
    this.#now = now;
    this.#answered = options.answered;
    this.#spentUntilMs = options.spentUntilMs;
    const connectTimeout = timeoutMs;
    this.#pool = new Pool(origin, { connections, pipelining: 1, allowH2: false, connectTimeout });
  }

  /** The answer of a call that X did; throws a {@link Failure} otherwise. */
  async request(request: TwitterRequest): Promise<TwitterAnswer> {
    const answer = await this.answer(request);
    if (answer.status < 300) return answer;
    throw this.failureOf(answer, request);
  }

  /**
   * X's answer, whatever its status; throws a {@link Failure} when there is none. A call is made
   * once more where X does not take a token (401, so that it has done nothing) and there is a newer
   * one.
   */
  async answer(request: TwitterRequest): Promise<TwitterAnswer> {
    const answer = await this.#answer(request);
    const again = answer.status === 401 ? await withRenewedToken(request) : undefined;
    return again === undefined ? answer : this.#answer(again);
  }

  async #answer(request: TwitterRequest): Promise<TwitterAnswer> {
    const { method, path, query, timeoutMs, answerBytesMax = mebibyte } = request;
    const untilMs = this.#spentUntilMs?.(request);
    if (untilMs !== undefined) {
      throw new Failure('throttled', 'X has said that it takes no more of these now', untilMs);
    }
    const search = query === undefined ? '' : `?${encodedParameters(query)}`;
    try {
      const { status, headers, text } = await exchange(this.#pool, {
        method,
        path: `${this.#prefix}${path}${search}`,
        headers: this.#headers(request),
        body: bodyOf(request),
        timeoutMs: timeoutMs ?? this.#timeoutMs,
        answerBytesMax,
      });
      this.#answered?.(request, headers);
      return { status, headers, body: parsed(text) };
    } catch (thrown) {
      throw thrown instanceof Unanswered ? this.#unanswered(thrown, request) : thrown;
    }
  }

  /** The failure that an answer other than 2xx means. */
  failureOf({ status, headers, body }: TwitterAnswer, request: TwitterRequest): Failure {
    return failureFrom(status, headers, body, this.#now(), request.sendsMessage);
  }

  /** Resolves when the calls under way are over; later ones fail. */
  async close(): Promise<void> {
    await this.#pool.close();
  }

  /** A refusal whose words were lost may be any refusal: nothing is given up for it. */
  #unanswered({ reason, written, begun }: Unanswered, request: TwitterRequest): Failure {
    const detail = `X gave no whole answer: ${reason}`;
    if (begun !== undefined && begun.status >= 300) {
      const failure = this.failureOf({ ...begun, body: undefined }, request);
      return failure.rule.retry === 'held' ? failure : new Failure('unavailable', detail);
    }
    return new Failure(written && request.sendsMessage ? 'uncertain' : 'unavailable', detail);
  }

  #headers(request: TwitterRequest): Record<string, string> {
    const { auth, form, json, method, path, query, stream } = request;
    const headers: Record<string, string> = {
      accept: 'application/json',
      'user-agent': 'twitter-connector',
    };
    if (form !== undefined) headers['content-type'] = 'application/x-www-form-urlencoded';
    else if (json !== undefined) headers['content-type'] = 'application/json';
    else if (stream !== undefined) {
      headers['content-type'] = stream.contentType;
      headers['content-length'] = String(stream.sizeBytes);
    }
    const url = `${this.#origin}${this.#prefix}${path}`;
    const authorization = authorizationOf(auth, { method, url, query, form }, this.#now());
    if (authorization !== undefined) headers['authorization'] = authorization;
    return headers;
  }
}

/** The same call with a newer token; undefined: there is none. What was streamed is gone. */
async function withRenewedToken(request: TwitterRequest): Promise<TwitterRequest | undefined> {
  const { auth, stream } = request;
  if (auth.kind !== 'user-token' && auth.kind !== 'app') return undefined;
  const { renewed, ...same } = auth;
  const token = await renewed?.();
  if (token === undefined) return undefined;
  if (stream !== undefined) throw new Failure('unavailable', 'the token had to be renewed');
  return { ...request, auth: { ...same, token } };
}

function bodyOf({ form, json, stream }: TwitterRequest) {
  if (form !== undefined) return encodedParameters(form);
  if (stream !== undefined) return stream.bytes;
  return json === undefined ? undefined : JSON.stringify(json);
}

function parsed(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
