import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { Agent, type buildConnector, request } from 'undici';
import type { AddressFindings, PublicAddress } from '../../domain/watch/public-address.ts';
import type { AddressState } from '../../domain/watch/watch.ts';

/** X waits no longer for the answer to a challenge. */
const patienceMs = 3_000;

/** An answer to a challenge has a hundred bytes. */
const answerBytesMax = 4_096;

/** Whom to trust beside the authorities of Node.js. */
export type ConnectingOptions = Pick<ConnectionOptions, 'ca'>;

/** The public address over the network, as a stranger finds it. */
export class HttpsPublicAddress implements PublicAddress {
  readonly #connecting: ConnectingOptions;
  readonly #agent: Agent;

  constructor(connecting: ConnectingOptions = {}) {
    this.#connecting = connecting;
    this.#agent = new Agent({
      connect: { timeout: patienceMs, ...connecting } as buildConnector.BuildOptions,
      keepAliveTimeout: 1,
    });
  }

  async examine(webhookUrl: string, consumerSecret: string): Promise<AddressFindings> {
    if (!URL.canParse(webhookUrl)) return { state: 'unreachable' };
    const url = new URL(webhookUrl);
    const [certificateExpiresAtMs, state] = await Promise.all([
      url.protocol === 'https:' ? this.#certificateEndMs(url) : undefined,
      this.#challenged(url, consumerSecret),
    ]);
    return { state, ...(certificateExpiresAtMs !== undefined && { certificateExpiresAtMs }) };
  }

  async close(): Promise<void> {
    await this.#agent.destroy();
  }

  /** Of a certificate that nobody trusts, too: it may have ended already. */
  #certificateEndMs({ hostname, port }: URL): Promise<number | undefined> {
    return new Promise((resolve) => {
      const options = { host: hostname, port: Number(port || 443), ...this.#connecting };
      const socket: TLSSocket = connect(
        { ...options, servername: hostname, rejectUnauthorized: false },
        () => {
          const { valid_to: endsAt } = socket.getPeerCertificate();
          const endMs = Date.parse(endsAt ?? '');
          done(Number.isFinite(endMs) ? endMs : undefined);
        },
      );
      const done = (endMs: number | undefined) => {
        socket.destroy();
        resolve(endMs);
      };
      socket.setTimeout(patienceMs, () => done(undefined));
      socket.once('error', () => done(undefined));
    });
  }

  async #challenged(url: URL, consumerSecret: string): Promise<AddressState> {
    const token = randomBytes(24).toString('base64url');
    const asked = new URL(url);
    asked.searchParams.set('crc_token', token);
    try {
      const signature = signatureOf(consumerSecret, asked.search.slice(1));
      const { body, statusCode } = await request(asked, {
        headers: { 'x-twitter-webhooks-signature': signature },
        dispatcher: this.#agent,
        headersTimeout: patienceMs,
        bodyTimeout: patienceMs,
        signal: AbortSignal.timeout(2 * patienceMs),
      });
      const said = await textOf(body);
      const isRight = isSame(responseTokenIn(said), signatureOf(consumerSecret, token));
      return statusCode === 200 && isRight ? 'answers' : 'wrong';
    } catch (thrown) {
      return isOfCertificate(thrown) ? 'wrong' : 'unreachable';
    }
  }
}

/** As much of an answer as one to a challenge may have. */
async function textOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of body) {
    parts.push(part);
    bytes += part.length;
    if (bytes > answerBytesMax) break;
  }
  return Buffer.concat(parts).toString();
}

function responseTokenIn(text: string): string {
  try {
    const { response_token: token } = JSON.parse(text) as { response_token?: unknown };
    return typeof token === 'string' ? token : '';
  } catch {
    return '';
  }
}

/** As X signs: also the query of its challenges, where one address serves several apps. */
const signatureOf = (secret: string, text: string): string =>
  `sha256=${createHmac('sha256', secret).update(text).digest('base64')}`;

function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Somebody answers, but X would not trust who it is. */
const isOfCertificate = (thrown: unknown): boolean =>
  typeof thrown === 'object' &&
  thrown !== null &&
  'code' in thrown &&
  typeof thrown.code === 'string' &&
  /CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS/.test(thrown.code);
