import { readFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Environment } from '../../../../domain/subscription/webhooks.ts';
import { TwitterClient } from './twitter-client.ts';

const folder = new URL('../../../../../test/fixtures/x/', import.meta.url);

/** A sample of what X writes. */
export const sample = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8'));

/** What was asked of X, in short: `POST /2/webhooks`, and what was in the body. */
export interface Asked {
  readonly call: string;
  readonly scheme: string;
  readonly body: unknown;
}

/** An app with a bearer token, and an account of it with OAuth 1.0a. */
export const environment: Environment = {
  name: '',
  events: 'v2',
  accountId: '2244994945',
  webhookUrl: 'https://yourdomain.com/webhooks/twitter',
  credentials: {
    consumerKey: 'key',
    consumerSecret: 'secret',
    accessToken: 'token',
    accessTokenSecret: 'token secret',
    bearerToken: 'bearer',
  },
};

/** Answers of X: by call, one after the other; the last one stays. */
export type Canned = Readonly<
  Record<string, readonly (readonly [status: number, body: unknown])[]>
>;

/** An X that answers as it is told; a call that it knows nothing of is answered with 599. */
export async function cannedX(canned: Canned) {
  const asked: Asked[] = [];
  const left = new Map(Object.entries(canned).map(([call, answers]) => [call, [...answers]]));
  const server = createServer((request, response) => void answer(request, response));
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const { pathname, search } = new URL(request.url ?? '', 'http://x');
    let text = '';
    for await (const chunk of request) text += String(chunk);
    const call = `${request.method} ${pathname}`;
    const scheme = (request.headers.authorization ?? '').split(' ')[0] ?? '';
    asked.push({ call: call + search, scheme, body: jsonIn(text) });
    const answers = left.get(call) ?? [];
    const [status, body] = (answers.length > 1 ? answers.shift() : answers[0]) ?? [599, undefined];
    response.statusCode = status;
    response.end(body === undefined ? undefined : JSON.stringify(body));
  };
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = new TwitterClient({ baseUrl, timeoutMs: 10_000 });
  const close = async () => {
    await client.close();
    server.closeAllConnections();
    server.close();
  };
  return { asked, client, close };
}

function jsonIn(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return text;
  }
}
