import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { bodyOf, jsonIn } from './body.ts';
import { problemOf, sendProblem } from './problem.ts';

/** The two routes that carry messages. They are answered without a framework, for speed. */
export interface HotRoutes {
  readonly accountEvents: {
    /** Answers which accounts the signature vouches for, and for whose own app. */
    verify(accountId: string, rawBody: Buffer, signature: string | undefined): Vouching;
    receive(accountId: string, body: unknown, vouches: Vouching): Promise<void>;
  };
  readonly agentMessages: {
    admit(request: IncomingMessage): void;
    receive(body: unknown): Promise<void>;
  };
}

interface Vouching {
  serves(accountId: string): boolean;
  isOwn(accountId: string): boolean;
}

/** Where CCM may post; any of them suits any setting of the provider webhook. */
export const agentMessagePaths: ReadonlySet<string> = new Set([
  '/',
  '/message/receive',
  '/ccm-msg/receive',
  '/cim-messages',
  '/messages',
]);
export const eventsPath = /^\/webhook\/twitter\/(\d{1,20})$/;

/** Gateways that do not strip their prefix are served as well. */
export const prefix = '/twitter-connector';

/** Answers the hot routes and leaves everything else to `otherwise`. */
export function withHotRoutes(
  routes: HotRoutes,
  otherwise: RequestListener,
  report: (unforeseen: unknown) => void,
): RequestListener {
  const answer = async (response: ServerResponse, body: string, work: () => Promise<void>) => {
    try {
      await work();
      response.writeHead(200, {
        'content-type': 'application/json',
        'content-length': body.length,
      });
      response.end(body);
    } catch (thrown) {
      sendProblem(response, problemOf(thrown, report));
    }
  };
  return (request, response) => {
    if (request.method !== 'POST') return otherwise(request, response);
    const path = pathOf(request);
    const accountId = eventsPath.exec(path)?.[1];
    if (accountId !== undefined) {
      return void answer(response, '', async () => {
        const rawBody = await bodyOf(request);
        const signature = header(request, 'x-twitter-webhooks-signature');
        const vouches = routes.accountEvents.verify(accountId, rawBody, signature);
        await routes.accountEvents.receive(accountId, jsonIn(rawBody), vouches);
      });
    }
    if (agentMessagePaths.has(path)) {
      return void answer(response, '{}', async () => {
        routes.agentMessages.admit(request);
        await routes.agentMessages.receive(jsonIn(await bodyOf(request)));
      });
    }
    return otherwise(request, response);
  };
}

/** The path without query, prefix and trailing slash. */
export function pathOf(request: IncomingMessage): string {
  const url = (request.url ?? '/').replace(/^https?:\/\/[^/?]*/i, '');
  const query = url.indexOf('?');
  const full = query < 0 ? url : url.slice(0, query);
  const path = full.startsWith(`${prefix}/`) || full === prefix ? full.slice(prefix.length) : full;
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path || '/';
}

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}
