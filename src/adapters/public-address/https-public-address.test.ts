import { createHmac, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { publicAddressConformance } from '../../domain/watch/public-address.conformance.ts';
import { HttpsPublicAddress } from './https-public-address.ts';

const pem = (name: string) =>
  readFileSync(join(import.meta.dirname, '../../../test/fixtures/tls', name), 'utf8');
const [cert, key, ca] = [pem('server.crt'), pem('server.key'), pem('ca.crt')];
const consumerSecret = 'the secret of the app';
const certificateExpiresAtMs = new X509Certificate(cert).validToDate.getTime();

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const tokenIn = ({ url = '' }: IncomingMessage) =>
  new URL(url, 'https://localhost').searchParams.get('crc_token') ?? '';
const signed = (token: string) =>
  `sha256=${createHmac('sha256', consumerSecret).update(token).digest('base64')}`;
const rightly: Answer = (request, response) =>
  void response.end(JSON.stringify({ response_token: signed(tokenIn(request)) }));

/** A gateway on this machine with the connector behind it, whom the address trusts or not. */
async function open({ trusted = true } = {}) {
  const state = { answer: rightly, asked: 0 };
  const server = createServer({ cert, key }, (request, response) => {
    state.asked++;
    state.answer(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const publicAddress = new HttpsPublicAddress(trusted ? { ca } : {});
  const goAway = async () => {
    server.closeAllConnections();
    server.close();
  };
  return {
    state,
    publicAddress,
    webhookUrl: `https://localhost:${port}/webhook/twitter/1`,
    consumerSecret,
    certificateExpiresAtMs,
    spoil: () => {
      state.answer = (_, response) => void response.end('{"response_token":"sha256=AAAA"}');
    },
    goAway,
    close: async () => {
      await publicAddress.close();
      await goAway();
    },
  };
}

publicAddressConformance('over HTTPS', open);

describe('a challenge over HTTPS', () => {
  let opened: Awaited<ReturnType<typeof open>>;
  const examine = (url = opened.webhookUrl) => opened.publicAddress.examine(url, consumerSecret);

  beforeEach(async () => {
    opened = await open();
  });
  afterEach(() => opened.close());

  test('is another one each time', async () => {
    const tokens: string[] = [];
    opened.state.answer = (request, response) => {
      tokens.push(tokenIn(request));
      rightly(request, response);
    };
    await examine();
    await examine();
    expect(new Set(tokens).size).toBe(2);
    for (const token of tokens) expect(token).toMatch(/^[\w-]{32}$/);
  });

  test('is signed over its query, as that of X', async () => {
    const signatures: unknown[] = [];
    opened.state.answer = (request, response) => {
      const { headers, url = '' } = request;
      const query = url.slice(url.indexOf('?') + 1);
      signatures.push(headers['x-twitter-webhooks-signature'] === signed(query));
      rightly(request, response);
    };
    await examine();
    expect(signatures).toEqual([true]);
  });

  test.each<[string, Answer]>([
    ['a redirection', (_, r) => void r.writeHead(302, { location: 'https://localhost/' }).end()],
    ['a page', (_, response) => void response.end('<html>')],
    ['another form', (_, response) => void response.end('{"response_token":5}')],
    ['the right answer with an error', (q, r) => ((r.statusCode = 500), rightly(q, r))],
    ['more than an answer has', (_, response) => void response.end('x'.repeat(100_000))],
  ])('answered with %s is answered wrongly, and nothing else is asked', async (_, answer) => {
    opened.state.answer = answer;
    expect(await examine()).toMatchObject({ state: 'wrong', certificateExpiresAtMs });
    expect(opened.state.asked).toBe(1);
  });

  test('is not passed with a certificate that nobody trusts, whose end is told', async () => {
    await opened.close();
    opened = await open({ trusted: false });
    expect(await examine()).toEqual({ state: 'wrong', certificateExpiresAtMs });
    expect(opened.state.asked).toBe(0);
  });

  test('is passed by each of several that are slow, at the same time', async () => {
    opened.state.answer = (request, response) =>
      void setTimeout(() => rightly(request, response), 1_600);
    const found = await Promise.all(Array.from({ length: 5 }, () => examine()));
    expect(found.map(({ state }) => state)).toEqual(Array.from({ length: 5 }, () => 'answers'));
  }, 30_000);

  test('is not passed where the connection is torn', async () => {
    opened.state.answer = (request) => void request.socket.destroy();
    expect(await examine()).toEqual({ state: 'unreachable', certificateExpiresAtMs });
  });

  test('of what is no address reaches nobody', async () => {
    expect(await examine('nowhere')).toEqual({ state: 'unreachable' });
  });
});
