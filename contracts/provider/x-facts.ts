import type { LocalWebhook } from '../../sandbox/twitter/testing/local-webhook.ts';
import { SignedClient } from '../../sandbox/twitter/testing/signed-client.ts';
import type { TwitterSandbox } from '../../sandbox/twitter/twitter-sandbox.ts';
import type { Values } from '../pact-files.ts';
import { accountId, customerId, environmentName } from '../people.ts';
import type { Facts, Instead } from './verification.ts';
import { factsOfApps } from './x-app-facts.ts';
import { factsOfMedia } from './x-media-facts.ts';
import { factsOfReplays } from './x-replay-facts.ts';
import { troubles } from './x-troubles.ts';

/** The sandbox, and a webhook that passes challenges until it is told otherwise. */
export interface XWorld {
  readonly sandbox: TwitterSandbox;
  readonly webhook: LocalWebhook;
  /** Where the webhook listens. */
  readonly target: string;
}

const environmentPath = `/1.1/account_activity/all/${environmentName}`;

/** Everything that X can begin with, according to its contract. */
export function factsOfX(world: () => XWorld): Facts {
  const control = () => world().sandbox.control;
  const client = () => new SignedClient(world().sandbox.url);

  const routed = (url: unknown): void => control().route(new URL(String(url)).host, world().target);

  const registered = async ({ webhookId, url }: Values): Promise<Instead> => {
    routed(url);
    const query = new URLSearchParams({ url: String(url) }).toString();
    const { body } = await client().signed('POST', `${environmentPath}/webhooks.json?${query}`);
    return { [String(webhookId)]: (body as { readonly id: string }).id };
  };

  const sent = (count: number): void => {
    for (let n = 0; n < count; n++) control().write(accountId, customerId, `a & b ${n}`);
  };

  return {
    ...factsOfMedia(world),
    ...factsOfApps(world),
    ...factsOfReplays(world),
    ...troubles(control),
    'the customer accepts no direct messages': () =>
      control().registrations.changeUser(customerId, { acceptsMessages: false }),
    'the account has taken its access back': () => control().registrations.revoke(accountId),
    'the app has the bearer token': async ({ bearerToken }) => ({
      [String(bearerToken)]: await client().bearerToken(),
    }),
    'the webhook passes challenges': ({ url }) => routed(url),
    'the webhook fails challenges': () => {
      control().route('connector.example', world().target);
      world().webhook.onChallenge = { body: '{"response_token":"sha256=wrong"}' };
    },
    'the environment has the webhook': registered,
    'the account is subscribed': async () => {
      await client().signed('POST', `${environmentPath}/subscriptions.json`);
    },
    'the account has sent so many messages': async ({ count, cursor }) => {
      sent(Number(count));
      return { [String(cursor)]: await nextCursor(client()) };
    },
    'the account has sent more than a page of API v2': async ({ count, token }) => {
      sent(Number(count));
      const { body } = await client().signed('GET', '/2/dm_events?max_results=100');
      const { meta } = body as { readonly meta: { readonly next_token: string } };
      return { [String(token)]: meta.next_token };
    },
    'the account is connected by OAuth 2.0': ({ userToken }) => ({
      [String(userToken)]: control().oauth2.issueTokens(accountId).access_token,
    }),
    'the first page is empty': async ({ cursor }) => {
      sent(1);
      control().change({ emptyFirstPage: true });
      return { [String(cursor)]: await nextCursor(client()) };
    },
  };
}

async function nextCursor(client: SignedClient): Promise<string> {
  const path = '/1.1/direct_messages/events/list.json?count=50';
  const { body } = await client.signed('GET', path);
  return (body as { readonly next_cursor: string }).next_cursor;
}
