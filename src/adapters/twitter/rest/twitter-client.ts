import { Pool } from 'undici';
import type { Credentials } from '../../../domain/accounts/account.ts';
import { Failure } from '../../../domain/errors.ts';
import { exchange, Unanswered } from './exchange.ts';
import { failureFrom } from './failure-from.ts';
import { encodedParameters, momentAt, oauthHeader, percentEncoded } from './oauth.ts';
import type { AnswerHeaders } from './rate-limit.ts';

/** In whose name a call is made: an account, an app, or an app that asks for its bearer token. */
export type Authentication =
  | { readonly kind: 'user'; readonly credentials: Credentials }
  /** An account again, by OAuth 2.0. */
  | { readonly kind: 'user-token'; readonly token: string; readonly credentials: Credentials }
  | {
      readonly kind: 'app';
      readonly bearer: string;
      /** Which app it is, for what X says of its limits. */
      readonly consumerKey?: string;
    }
  | { readonly kind: 'basic'; readonly credentials: Credentials };

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
  readonly #pool: Pool;

  constructor(options: TwitterClientOptions) {
    const { baseUrl, timeoutMs = 10_000, connections = 64, now = Date.now } = options;
    const { origin, pathname } = new URL(baseUrl);
    this.#origin = origin;
    this.#prefix = pathname.replace(/\/+$/, '');
    this.#timeoutMs = timeoutMs;
    this.#now = now;
    this.#answered = options.answered;
    const connectTimeout = timeoutMs;
    this.#pool = new Pool(origin, { connections, pipelining: 1, allowH2: false, connectTimeout });
  }

  /** The answer of a call that X did; throws a {@link Failure} otherwise. */
  async request(request: TwitterRequest): Promise<TwitterAnswer> {
    const answer = await this.answer(request);
    if (answer.status < 300) return answer;
    throw this.failureOf(answer, request);
  }

  /** X's answer, whatever its status; throws a {@link Failure} when there is none. */
  async answer(request: TwitterRequest): Promise<TwitterAnswer> {
    const { method, path, query, timeoutMs, answerBytesMax = mebibyte } = request;
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

  #headers({
    method,
    path,
    query,
    form,
    json,
    stream,
    auth,
  }: TwitterRequest): Record<string, string> {
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
    if (auth.kind === 'user') {
      const url = `${this.#origin}${this.#prefix}${path}`;
      const moment = momentAt(this.#now());
      headers['authorization'] = oauthHeader(
        { method, url, query, form },
        auth.credentials,
        moment,
      );
    } else headers['authorization'] = unsigned(auth);
    return headers;
  }
}

function unsigned(auth: Exclude<Authentication, { kind: 'user' }>): string {
  if (auth.kind === 'basic') return basic(auth);
  return `Bearer ${auth.kind === 'app' ? auth.bearer : auth.token}`;
}

function bodyOf({ form, json, stream }: TwitterRequest) {
  if (form !== undefined) return encodedParameters(form);
  if (stream !== undefined) return stream.bytes;
  return json === undefined ? undefined : JSON.stringify(json);
}

function basic({ credentials }: { readonly credentials: Credentials }): string {
  const { consumerKey, consumerSecret } = credentials;
  const pair = `${percentEncoded(consumerKey)}:${percentEncoded(consumerSecret)}`;
  return `Basic ${Buffer.from(pair).toString('base64')}`;
}

function parsed(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
