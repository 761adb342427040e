import { timingSafeEqual } from 'node:crypto';
import type { ApiRequest } from '../http/api-request.ts';
import { refusal } from '../http/refusal.ts';
import { type OAuthParameters, oauthParametersOf } from './authorization-header.ts';
import { Nonces } from './nonces.ts';
import { hmacSha1Signature, type Parameter, signatureBaseString } from './signature.ts';

const TIMESTAMP_WINDOW_S = 300;
const REQUIRED = [
  'oauth_consumer_key',
  'oauth_nonce',
  'oauth_signature',
  'oauth_signature_method',
  'oauth_timestamp',
  'oauth_token',
];

/** The secrets behind a pair of consumer key and access token. */
export interface OAuthSecrets {
  readonly consumerSecret: string;
  readonly tokenSecret: string;
}

/** Finds the secrets; refuses with 32 (unknown consumer) or 89 (unknown or revoked token). */
export type FindSecrets<T extends OAuthSecrets> = (consumerKey: string, token: string) => T;

/** Checks OAuth 1.0a HMAC-SHA1 signatures (RFC 5849) the way X does. */
export class OAuthVerifier {
  readonly #nonces = new Nonces(TIMESTAMP_WINDOW_S);
  readonly #clocks: readonly (() => number)[];

  /** A timestamp must be right by one of the clocks. */
  constructor(...clocks: readonly (() => number)[]) {
    this.#clocks = clocks;
  }

  /**
   * Answers with what `find` found when the request is signed with it.
   * Refuses with 215 (garbled header), 135 (timestamp more than five minutes off) or
   * 32 (wrong signature, used nonce, parameter given twice).
   */
  verify<T extends OAuthSecrets>(request: ApiRequest, header: string, find: FindSecrets<T>): T {
    const oauth = oauthParametersOf(header);
    if (oauth === undefined || REQUIRED.some((name) => !oauth.get(name))) throw refusal(215);
    const token = value(oauth, 'oauth_token');
    const timestampS = Number(value(oauth, 'oauth_timestamp'));
    const times = this.#clocks.map((now) => Math.floor(now() / 1000));
    const isOnTime = times.some((nowS) => Math.abs(nowS - timestampS) <= TIMESTAMP_WINDOW_S);
    if (!isOnTime) throw refusal(135);
    const found = find(value(oauth, 'oauth_consumer_key'), token);
    if (!isSignedWith(request, oauth, found)) throw refusal(32);
    if (!this.#nonces.accept(value(oauth, 'oauth_nonce'), timestampS, token, Math.min(...times))) {
      throw refusal(32);
    }
    return found;
  }
}

function isSignedWith(request: ApiRequest, oauth: OAuthParameters, secrets: OAuthSecrets): boolean {
  if (oauth.get('oauth_signature_method') !== 'HMAC-SHA1') return false;
  if ((oauth.get('oauth_version') ?? '1.0') !== '1.0') return false;
  const parameters = signedParameters(request, oauth);
  if (new Set(parameters.map(([name]) => name)).size !== parameters.length) return false;
  const expected = hmacSha1Signature(
    signatureBaseString(request.method, request.baseUrl, parameters),
    secrets.consumerSecret,
    secrets.tokenSecret,
  );
  return equal(expected, value(oauth, 'oauth_signature'));
}

/** Header, query and form body count; JSON and multipart bodies are not signed. */
function signedParameters(request: ApiRequest, oauth: OAuthParameters): Parameter[] {
  const parameters: Parameter[] = [...oauth].filter(([name]) => name !== 'oauth_signature');
  parameters.push(...request.query, ...request.form);
  return parameters;
}

function value(oauth: OAuthParameters, name: string): string {
  return oauth.get(name) ?? '';
}

function equal(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
