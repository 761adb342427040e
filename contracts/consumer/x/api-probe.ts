import { expect } from '@jest/globals';
import { MatchersV3 } from '@pact-foundation/pact';
import { AppBearer } from '../../../src/adapters/twitter/rest/client/app-bearer.ts';
import { TwitterApiProbe } from '../../../src/adapters/twitter/rest/accounts/twitter-api-probe.ts';
import {
  signing,
  type UserAuthentication,
} from '../../../src/adapters/twitter/rest/accounts/user-authentication.ts';
import type { Credentials } from '../../../src/domain/accounts/account.ts';
import { accountId, credentials, environmentName } from '../../people.ts';
import { json } from '../bodies.ts';
import type { Contract, Example, Fact } from '../contract.ts';
import { problem } from './answers.ts';
import { withX } from './client.ts';
import { asApp, asUser, bearerToken } from './requests.ts';
import { asConnected, bearing, connected, tokenAlone } from './user-token.ts';
import { askingMe } from './v2-owners.ts';
import { error, hasBearer, listing } from './webhooks.ts';

const { eachLike, like } = MatchersV3;

const closed = 'v1.1 is closed to new apps, of which this is one';
const signed = { ...credentials, bearerToken };

const probe = (
  url: string,
  owner: Credentials = signed,
  environment?: string,
  users: UserAuthentication = signing,
) =>
  withX(url, (client) => {
    const account = { id: accountId, credentials: owner };
    return new TwitterApiProbe(client, users, new AppBearer(client)).probe(account, environment);
  });

/** A question, of whose answer no more matters than that there is one. */
const asked = (
  receiving: string,
  request: Example['request'],
  response: Example['response'] = { status: 200 },
  given: readonly Fact[] = [],
): Example => ({ receiving, request, response, given });

const byApp = (path: string): Example['request'] => ({ method: 'GET', path, headers: asApp });
const messages: Example['request'] = {
  method: 'GET',
  path: '/1.1/direct_messages/events/list.json',
  query: { count: '1' },
  headers: asUser,
};
const environments = byApp('/1.1/account_activity/all/webhooks.json');
const count = byApp('/2/account_activity/subscriptions/count');
const coded = (code: number, message: string): Example['response'] => ({
  status: 403,
  body: error(code, message),
});

/** Which of its APIs X lets an account use. */
export function probes(contract: Contract): void {
  contract.test(
    'lets an account use v1.1 where the environment is known',
    [
      asked('lists a message of v1.1', messages),
      asked('has the environment that was named', listing(asApp), { status: 200 }, [hasBearer]),
    ],
    async (url) =>
      expect(await probe(url, signed, environmentName)).toEqual({
        messages: 'v1.1',
        events: 'v1.1',
      }),
  );
  const some = json({
    environments: eachLike({ environment_name: like('prod'), webhooks: like([]) }),
  });
  contract.test(
    'lets an account use v1.1 where any environment is',
    [
      asked('lists another message of v1.1', messages),
      asked('lists environments', environments, { status: 200, body: some }, [hasBearer]),
    ],
    async (url) => expect(await probe(url)).toEqual({ messages: 'v1.1', events: 'v1.1' }),
  );

  const subset = coded(453, 'You currently have access to a subset of X API V2 endpoints.');
  const forbidden = coded(200, 'Forbidden.');
  contract.test(
    'lets an account use v2 where v1.1 is closed to the app',
    [
      asked('lists no message of v1.1 to a new app', messages, subset, [closed]),
      asked('tells a new app in v2 who signs', askingMe(), { status: 200 }, [closed]),
      asked('has no environments for a new app', environments, forbidden, [hasBearer, closed]),
      asked('counts the accounts of a new app', count, { status: 200 }, [hasBearer, closed]),
    ],
    async (url) => expect(await probe(url)).toEqual({ messages: 'v2', events: 'v2' }),
  );

  const { response } = problem('no such access', 'unauthorized', 403, 'client-forbidden');
  const denied: readonly Fact[] = [hasBearer, 'the app is in no project'];
  contract.test(
    'lets an account that has an OAuth 2.0 token alone use X Activity',
    [
      asked('tells in v2 who has a token', askingMe(asConnected), { status: 200 }, [connected]),
      asked('counts no accounts for most apps', count, response, denied),
    ],
    async (url) => {
      const owner = { ...tokenAlone, bearerToken };
      const apis = await probe(url, owner, environmentName, bearing);
      expect(apis).toEqual({ messages: 'v2', events: 'x-activity' });
    },
  );
}
