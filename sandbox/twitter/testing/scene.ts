import { DEFAULT_APP, DEFAULT_BUSINESS, DEFAULT_CUSTOMERS } from '../defaults.ts';
import {
  startTwitterSandbox,
  type TwitterSandbox,
  type TwitterSandboxOptions,
} from '../twitter-sandbox.ts';
import { LocalWebhook } from './local-webhook.ts';
import { type Received, SignedClient } from './signed-client.ts';

/** The ids of the default users. */
export const [ADA, GRACE] = [DEFAULT_CUSTOMERS[0].id, DEFAULT_CUSTOMERS[1].id];
export const BUSINESS = DEFAULT_BUSINESS.id;

export const ACTIVITY = '/1.1/account_activity/all';
export const WEBHOOK_URL = 'https://connector.example/webhook/twitter';

/** A sandbox with a local webhook behind `connector.example` and a client for the business. */
export class Scene {
  readonly sandbox: TwitterSandbox;
  readonly webhook: LocalWebhook;
  readonly business: SignedClient;

  private constructor(sandbox: TwitterSandbox, webhook: LocalWebhook) {
    this.sandbox = sandbox;
    this.webhook = webhook;
    this.business = new SignedClient(sandbox.url);
  }

  static async start(options: TwitterSandboxOptions = {}): Promise<Scene> {
    const webhook = new LocalWebhook();
    const target = await webhook.start();
    const routes = { 'connector.example': target };
    return new Scene(await startTwitterSandbox({ routes, ...options }), webhook);
  }

  /** Starts with a registered webhook and the business subscribed. */
  static async subscribed(options: TwitterSandboxOptions = {}): Promise<Scene> {
    const scene = await Scene.start(options);
    await scene.register();
    await scene.business.signed('POST', `${ACTIVITY}/prod/subscriptions.json`);
    return scene;
  }

  register(url = WEBHOOK_URL): Promise<Received> {
    const query = new URLSearchParams({ url });
    return this.business.signed('POST', `${ACTIVITY}/prod/webhooks.json?${query.toString()}`);
  }

  /** The business sends a direct message through the API. */
  send(to: string, text: string): Promise<Received> {
    return this.business.signed('POST', '/1.1/direct_messages/events/new.json', {
      json: newMessage(to, text),
    });
  }

  /** A client for another user of the same app. */
  clientOf(userId: string): SignedClient {
    const { consumerKey, consumerSecret } = DEFAULT_APP;
    const token = this.sandbox.control.registrations.issueToken(userId);
    return new SignedClient(this.sandbox.url, { consumerKey, consumerSecret, ...token });
  }

  async close(): Promise<void> {
    await this.sandbox.close();
    this.webhook.close();
  }
}

/** The body of `events/new`. */
export function newMessage(to: string, text: string, more: object = {}) {
  return {
    event: {
      type: 'message_create',
      message_create: { target: { recipient_id: to }, message_data: { text, ...more } },
    },
  };
}

/** The v1.1 error body. */
export function errorBody(code: number, message: string) {
  return { errors: [{ code, message }] };
}
