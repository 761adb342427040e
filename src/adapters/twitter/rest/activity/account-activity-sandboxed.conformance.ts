import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Credentials, EventsApi } from '../../../../domain/accounts/account.ts';
import type { OpenAccountActivity } from '../../../../domain/subscription/webhooks.conformance.ts';
import type { Environment } from '../../../../domain/subscription/webhooks.ts';
import type { TwitterClient } from '../client/twitter-client.ts';
import { TwitterV1Subscribers } from './twitter-v1-subscribers.ts';
import { TwitterV1Subscriptions } from './twitter-v1-subscriptions.ts';
import { TwitterV1Webhooks } from './twitter-v1-webhooks.ts';
import { TwitterV2Subscribers } from './twitter-v2-subscribers.ts';
import { TwitterV2Subscriptions } from './twitter-v2-subscriptions.ts';
import { TwitterV2Webhooks } from './twitter-v2-webhooks.ts';
import { XActivitySubscribers } from './x-activity-subscribers.ts';
import { XActivitySubscriptions } from './x-activity-subscriptions.ts';
import {
  accountOf,
  type Sandbox,
  sandboxedTwitter,
  unknown,
} from '../messages/twitter-sandboxed.conformance.ts';

type Tokens = Pick<Credentials, 'accessToken' | 'accessTokenSecret'> & { readonly id: string };

/** What suites need of a sandbox of X that keeps webhooks. */
interface WebhookSandbox extends Sandbox {
  readonly control: Sandbox['control'] & {
    invalidateWebhook(id: string): void;
    addFault(rule: Parameters<Sandbox['control']['addFault']>[0] & { method: string }): void;
    change(settings: { v2: { accountsMax: number } }): void;
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

type Adapters = Pick<OpenAccountActivity, 'webhooks' | 'subscriptions' | 'subscribers'>;

const adapters: Readonly<Record<EventsApi, (client: TwitterClient) => Adapters>> = {
  'v1.1': (client) => ({
    webhooks: new TwitterV1Webhooks(client),
    subscriptions: new TwitterV1Subscriptions(client),
    subscribers: new TwitterV1Subscribers(client),
  }),
  v2: (client) => ({
    webhooks: new TwitterV2Webhooks(client),
    subscriptions: new TwitterV2Subscriptions(client),
    subscribers: new TwitterV2Subscribers(client),
  }),
  'x-activity': (client) => ({
    webhooks: new TwitterV2Webhooks(client),
    subscriptions: new XActivitySubscriptions(client),
    subscribers: new XActivitySubscribers(client),
  }),
};

/** X Activity has a subscription for each of these of an account. */
const eventsOfAnAccount = 6;

/** Webhooks and subscriptions of an app of the sandbox by one API, and the ways to start it. */
export function accountActivityIn<S extends WebhookSandbox>(
  { app, owner, start }: SandboxedApp<S>,
  events: EventsApi = 'v1.1',
) {
  const account = accountOf(app, owner);
  const environment: Environment = {
    name: app.environment,
    credentials: account.credentials,
    events,
    accountId: account.id,
    webhookUrl: url,
  };
  const isActivity = events === 'x-activity';

  const startX = async () => {
    const webhook = await startWebhook(app.consumerSecret);
    const x = sandboxedTwitter(
      await start({ routes: webhook.routes }),
      events === 'v1.1' ? 'v1.1' : 'v2',
    );
    const close = async () => {
      webhook.close();
      await x.close();
    };
    return { ...x, close };
  };

  const open = async (): Promise<OpenAccountActivity> => {
    const { sandbox, client, refuseNext, tearNext, close } = await startX();
    sandbox.control.change({ v2: { accountsMax: 15 } });
    const path = isActivity ? '/2/activity/' : '/2/account_activity/';
    const other = sandbox.control.registrations.addUser({ name: 'Other', screenName: 'other' });
    return {
      ...adapters[events](client),
      ...(isActivity && { counted: (accounts) => ({ used: accounts * eventsOfAnAccount }) }),
      environment,
      accountId: account.id,
      other: {
        ...environment,
        accountId: other.id,
        credentials: accountOf(app, other).credentials,
      },
      otherId: other.id,
      urls: [url, 'https://connector.example/webhook/twitter/1'],
      deafUrl: 'https://deaf.example/webhook/twitter/1',
      unknown,
      invalidate: async (id) => sandbox.control.invalidateWebhook(id),
      refuseNext,
      tearNext: async () => {
        if (events === 'v1.1') return tearNext({ taken: true });
        for (const method of ['POST', 'DELETE']) {
          sandbox.control.addFault({ method, path, times: 1, when: 'after', tear: true });
        }
      },
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
