import { Agent, type Dispatcher } from 'undici';
import type { Account } from '../../../../domain/accounts/account.ts';
import type { Clock } from '../../../../domain/delivery/clock.ts';
import { Failure } from '../../../../domain/errors.ts';
import type { MediaStream } from '../../../../domain/media/media.ts';
import { isPrivate, mediaUrlIn, throughApi, typeByName } from './media-url.ts';
import { momentAt, oauthHeader } from '../client/oauth.ts';
import { ofMedia } from './of-media.ts';
import { type AnswerHeaders, announcedMs, retryAfterMs } from '../client/rate-limit.ts';
import { Stall } from '../client/stall.ts';
import { asTold } from './told-type.ts';
import type { Authentication } from '../client/twitter-client.ts';
import type { UserAuthentication } from '../accounts/user-authentication.ts';

export interface MediaDownloadOptions {
  /** The base of X's API, which gives private files to accounts that cannot sign. */
  readonly apiUrl: string;
  readonly users: UserAuthentication;
  /** `host` or `host:port`, the only ones that are asked. */
  readonly mediaHosts: readonly string[];
  readonly clock: Clock;
  /** Longest time without progress. */
  readonly idleTimeoutMs: number;
  /** For each host. */
  readonly connections: number;
}

const untyped = 'application/octet-stream';

/** The beginning of an answer, and the rest that is still to come. */
interface Opened {
  readonly status: number;
  readonly headers: AnswerHeaders;
  readonly body: Dispatcher.ResponseData['body'];
  readonly stall: Stall;
}

/**
 * Fetches media of direct messages from X's hosts (X API v1.1, direct message media), or through
 * API v2 where the account has no OAuth 1.0a tokens to sign with. Follows no redirect: where X sends
 * strangers to its login page, we are refused.
 */
export class MediaDownload {
  readonly #apiUrl: string;
  readonly #users: UserAuthentication;
  readonly #hosts: ReadonlySet<string>;
  readonly #clock: Clock;
  readonly #idleTimeoutMs: number;
  readonly #agent: Agent;

  constructor({ apiUrl, users, mediaHosts, ...more }: MediaDownloadOptions) {
    const { clock, idleTimeoutMs, connections } = more;
    this.#apiUrl = apiUrl;
    this.#users = users;
    this.#hosts = new Set(mediaHosts.map((host) => host.toLowerCase()));
    this.#clock = clock;
    this.#idleTimeoutMs = idleTimeoutMs;
    const never = { headersTimeout: 0, bodyTimeout: 0 };
    this.#agent = new Agent({ ...never, connections, pipelining: 1, allowH2: false });
  }

  /** Resolves when the transfer has begun. What is public is asked for without a signature first. */
  async open(account: Account, text: string): Promise<MediaStream> {
    const url = mediaUrlIn(text, this.#hosts);
    if (isPrivate(url)) return this.#asMember(url, account);
    const opened = await this.#get(url);
    const refused = opened.status === 401 || opened.status === 403;
    if (!refused || account.credentials.accessToken === '') return this.#streamOf(opened);
    opened.body.destroy();
    return this.#asMember(url, account);
  }

  /** Ends the transfers under way. */
  async close(): Promise<void> {
    await this.#agent.destroy();
  }

  /** API v2 gives bytes of no type: what the file is, its name tells. */
  async #asMember(url: URL, account: Account): Promise<MediaStream> {
    const auth = await this.#users.of(account).catch(ofMedia);
    if (auth.kind === 'user') return this.#streamOf(await this.#get(url, auth));
    const opened = await this.#get(throughApi(url, this.#apiUrl), auth);
    return this.#streamOf(opened, typeByName(url));
  }

  async #get(url: URL, auth?: Authentication): Promise<Opened> {
    const stall = new Stall(this.#idleTimeoutMs);
    const asked = this.#agent.request({
      method: 'GET',
      origin: url.origin,
      path: `${url.pathname}${url.search}`,
      headers: {
        accept: '*/*',
        'accept-encoding': 'identity',
        'user-agent': 'twitter-connector',
        ...(auth !== undefined && { authorization: this.#authorization(url, auth) }),
      },
      signal: stall.signal,
    });
    const { statusCode: status, headers, body } = await stall.during(asked).catch(interrupted);
    body.on('error', () => undefined);
    return { status, headers, body, stall };
  }

  #authorization({ origin, pathname, searchParams }: URL, auth: Authentication): string {
    if (auth.kind !== 'user') return `Bearer ${auth.kind === 'user-token' ? auth.token : ''}`;
    const query = Object.fromEntries(searchParams);
    const request = { method: 'GET', url: `${origin}${pathname}`, query };
    return oauthHeader(request, auth.credentials, momentAt(this.#clock.now()));
  }

  #streamOf(opened: Opened, named = untyped): MediaStream {
    const { status, headers, body } = opened;
    const type = headerOf(headers, 'content-type').split(';')[0]?.trim().toLowerCase() || untyped;
    const contentType = type === untyped ? named : type;
    if (status !== 200 || contentType === 'text/html') {
      body.destroy();
      throw refusalOf(status, headers, this.#clock.now());
    }
    const length = headerOf(headers, 'content-length');
    const sizeBytes = /^\d{1,15}$/.test(length) ? Number(length) : undefined;
    return {
      bytes: asTold(bytesOf(opened, sizeBytes), contentType),
      contentType,
      ...(sizeBytes !== undefined && { sizeBytes }),
      close: async () => void body.destroy(),
    };
  }
}

/** The bytes as they come; the next are taken from the connection when they are asked for. */
async function* bytesOf({ body, stall }: Opened, sizeBytes?: number): AsyncGenerator<Uint8Array> {
  const chunks: AsyncIterator<Uint8Array> = body[Symbol.asyncIterator]();
  let received = 0;
  try {
    for (;;) {
      const next = await stall.during(chunks.next()).catch(interrupted);
      if (next.done === true) break;
      received += next.value.length;
      yield next.value;
    }
  } finally {
    body.destroy();
  }
  if (sizeBytes !== undefined && received !== sizeBytes) {
    throw new Failure('media-unavailable', `X sent ${received} of ${sizeBytes} bytes`);
  }
}

function interrupted(thrown: unknown): never {
  if (thrown instanceof Failure) throw thrown;
  const { code, name } = thrown as Error & { readonly code?: unknown };
  const reason = typeof code === 'string' ? code : name;
  throw new Failure('media-unavailable', `X broke off the transfer: ${reason}`);
}

/** Anything but the file itself: a login page is a refusal, too. */
function refusalOf(status: number, headers: AnswerHeaders, nowMs: number): Failure {
  const detail = `X answered ${status} for the file`;
  if (status === 404 || status === 410) return new Failure('not-found', detail);
  if (status === 401) return new Failure('unauthorized', detail);
  if (status === 429) return new Failure('media-unavailable', detail, announcedMs(headers, nowMs));
  const mayPass = status >= 500 || status === 408 || status === 425;
  const isOdd = status > 200 && status < 300;
  if (!mayPass && !isOdd) return new Failure('rejected', detail);
  return new Failure('media-unavailable', detail, retryAfterMs(headers, nowMs));
}

function headerOf(headers: AnswerHeaders, name: string): string {
  const value = headers[name];
  return (typeof value === 'string' ? value : value?.[0]) ?? '';
}
