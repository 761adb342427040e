import { randomUUID } from 'node:crypto';
import { DEFAULT_APP, DEFAULT_BUSINESS } from '../defaults.ts';
import { percentEncode } from '../oauth/percent-encoding.ts';
import { hmacSha1Signature, type Parameter, signatureBaseString } from '../oauth/signature.ts';

/** The four credentials of a signed request. */
export interface Credentials {
  readonly consumerKey: string;
  readonly consumerSecret: string;
  readonly accessToken: string;
  readonly accessTokenSecret: string;
}

/** What a call sends beside method and path. */
export interface Sent {
  readonly json?: unknown;
  readonly form?: Record<string, string>;
  /** The parts of a multipart body, which are not signed. */
  readonly parts?: Record<string, string | Buffer>;
  readonly headers?: Record<string, string>;
  /** Replaces single OAuth parameters before signing. */
  readonly oauth?: Record<string, string>;
}

/** A whole answer; `body` is the JSON value, the text when it is none, undefined when empty. */
export interface Received {
  readonly status: number;
  readonly body: unknown;
  /** The body as it came, for what JSON values lose. */
  readonly text: string;
  readonly headers: Headers;
}

/** The default business with the default app. */
export const BUSINESS_CREDENTIALS: Credentials = {
  consumerKey: DEFAULT_APP.consumerKey,
  consumerSecret: DEFAULT_APP.consumerSecret,
  accessToken: DEFAULT_BUSINESS.accessToken,
  accessTokenSecret: DEFAULT_BUSINESS.accessTokenSecret,
};

/** Calls the sandbox signed, with a bearer token, or plainly. */
export class SignedClient {
  readonly #url: string;
  readonly #credentials: Credentials;

  constructor(url: string, credentials: Credentials = BUSINESS_CREDENTIALS) {
    this.#url = url;
    this.#credentials = credentials;
  }

  /** A call signed with OAuth 1.0a. */
  signed(method: string, path: string, sent: Sent = {}): Promise<Received> {
    return this.plain(method, path, {
      ...sent,
      headers: { authorization: this.authorization(method, path, sent), ...sent.headers },
    });
  }

  /** A call with the app's bearer token, fetched for it. */
  async asApp(method: string, path: string, sent: Sent = {}): Promise<Received> {
    return this.withBearer(await this.bearerToken(), method, path, sent);
  }

  /** A call with any bearer token. */
  withBearer(token: string, method: string, path: string, sent: Sent = {}): Promise<Received> {
    const headers = { authorization: `Bearer ${token}`, ...sent.headers };
    return this.plain(method, path, { ...sent, headers });
  }

  async bearerToken(): Promise<string> {
    const { body } = await this.basic('/oauth2/token', { grant_type: 'client_credentials' });
    return (body as { access_token: string }).access_token;
  }

  /** A POST with the consumer key and secret in a Basic header. */
  basic(path: string, form: Record<string, string>): Promise<Received> {
    const { consumerKey, consumerSecret } = this.#credentials;
    const pair = Buffer.from(`${consumerKey}:${consumerSecret}`).toString('base64');
    return this.plain('POST', path, { form, headers: { authorization: `Basic ${pair}` } });
  }

  /** The bytes at a URL of the sandbox; signed unless told otherwise. Follows no redirect. */
  async download(url: string, { isSigned = true } = {}): Promise<Response> {
    const path = url.startsWith(this.#url) ? url.slice(this.#url.length) : url;
    const headers = isSigned ? { authorization: this.authorization('GET', path) } : {};
    return fetch(`${this.#url}${path}`, { headers, redirect: 'manual' });
  }

  async plain(method: string, path: string, sent: Sent = {}): Promise<Received> {
    const response = await fetch(`${this.#url}${path}`, { method, ...encoded(sent) });
    const text = await response.text();
    return { status: response.status, body: decoded(text), text, headers: response.headers };
  }

  authorization(method: string, path: string, { form = {}, oauth = {} }: Sent = {}): string {
    const { consumerKey, consumerSecret, accessToken, accessTokenSecret } = this.#credentials;
    const own: Record<string, string> = {
      oauth_consumer_key: consumerKey,
      oauth_nonce: randomUUID(),
      oauth_signature_method: 'HMAC-SHA1',
      oauth_timestamp: String(Math.floor(Date.now() / 1000)),
      oauth_token: accessToken,
      oauth_version: '1.0',
      ...oauth,
    };
    const { origin, pathname, searchParams } = new URL(`${this.#url}${path}`);
    const parameters: Parameter[] = [
      ...Object.entries(own),
      ...searchParams,
      ...Object.entries(form),
    ];
    const base = signatureBaseString(method, `${origin}${pathname}`, parameters);
    const signature = hmacSha1Signature(base, consumerSecret, accessTokenSecret);
    return `OAuth ${Object.entries({ ...own, oauth_signature: signature })
      .map(([name, value]) => `${name}="${percentEncode(value)}"`)
      .join(', ')}`;
  }
}

function encoded({ json, form, parts, headers }: Sent): RequestInit {
  if (json !== undefined) {
    const type = { 'content-type': 'application/json' };
    return { body: JSON.stringify(json), headers: { ...type, ...headers } };
  }
  if (form !== undefined) return { body: new URLSearchParams(form), headers: { ...headers } };
  if (parts !== undefined) return { body: formData(parts), headers: { ...headers } };
  return { headers: { ...headers } };
}

function formData(parts: Record<string, string | Buffer>): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(parts)) {
    if (typeof value === 'string') data.set(name, value);
    else data.set(name, new Blob([new Uint8Array(value)]), 'blob');
  }
  return data;
}

function decoded(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
