import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Credentials } from '../../../domain/accounts/account.ts';
import type { OpenAccountActivity } from '../../../domain/subscription/webhooks.conformance.ts';
import { TwitterRestSubscribers } from './twitter-rest-subscribers.ts';
import { TwitterRestSubscriptions } from './twitter-rest-subscriptions.ts';
import { TwitterRestWebhooks } from './twitter-rest-webhooks.ts';
import {
  accountOf,
  type Sandbox,
  sandboxedTwitter,
  unknown,
} from './twitter-sandboxed.conformance.ts';

type Tokens = Pick<Credentials, 'accessToken' | 'accessTokenSecret'> & { readonly id: string };

/** What suites need of a sandbox of X that keeps webhooks. */
interface WebhookSandbox extends Sandbox {
  readonly control: Sandbox['control'] & {
    invalidateWebhook(id: string): void;
    readonly registrations: { addUser(user: { name: string; screenName: string }): Tokens };
  };
}

/** A sandbox of X, one of its apps with its environment, and the account that uses the app. */
export interface SandboxedApp<S extends WebhookSandbox> {
  start(options: { readonly routes: Readonly<Record<string, string>> }): Promise<S>;
  readonly app: Pick<Credentials, 'consumerKey' | 'consumerSecret'> & {
    readonly environment: string;
  };
  readonly owner: Tokens;
}

/** The URL of a webhook that passes every challenge. */
export const url = 'https://connector.example/webhook/twitter/732739706?from=x&a=b%20c';

/** Webhooks and subscriptions of an app of the sandbox, and the ways to start it. */
export function accountActivityIn<S extends WebhookSandbox>({
  app,
  owner,
  start,
}: SandboxedApp<S>) {
  const account = accountOf(app, owner);
  const environment = { name: app.environment, credentials: account.credentials };

  const startX = async () => {
    const webhook = await startWebhook(app.consumerSecret);
    const x = sandboxedTwitter(await start({ routes: webhook.routes }));
    const close = async () => {
      webhook.close();
      await x.close();
    };
    return { ...x, close };
  };

  const open = async (): Promise<OpenAccountActivity> => {
    const { sandbox, client, refuseNext, tearNext, close } = await startX();
    const other = sandbox.control.registrations.addUser({ name: 'Other', screenName: 'other' });
    return {
      webhooks: new TwitterRestWebhooks(client),
      subscriptions: new TwitterRestSubscriptions(client),
      subscribers: new TwitterRestSubscribers(client),
      environment,
      accountId: account.id,
      other: { ...environment, credentials: accountOf(app, other).credentials },
      otherId: other.id,
      urls: [url, 'https://connector.example/webhook/twitter/1'],
      deafUrl: 'https://deaf.example/webhook/twitter/1',
      unknown,
      invalidate: async (id) => sandbox.control.invalidateWebhook(id),
      refuseNext,
      tearNext: () => tearNext({ taken: true }),
      close,
    };
  };
  return { account, environment, startX, open };
}

/** Something that passes every challenge made with this secret. */
async function startWebhook(secret: string) {
  const server = createServer((request, response) => {
    const token = new URL(request.url ?? '', 'http://any').searchParams.get('crc_token') ?? '';
    const hmac = createHmac('sha256', secret).update(token).digest('base64');
    response.end(JSON.stringify({ response_token: `sha256=${hmac}` }));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    routes: { 'connector.example': `http://127.0.0.1:${(server.address() as AddressInfo).port}` },
    close: () => server.close().closeAllConnections(),
  };
}
