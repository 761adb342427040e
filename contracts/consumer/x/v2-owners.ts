import { expect } from '@jest/globals';
import { MatchersV3 } from '@pact-foundation/pact';
import { TwitterProfiles } from '../../../src/adapters/twitter/rest/accounts/twitter-profiles.ts';
import { accountId, credentials } from '../../people.ts';
import { json } from '../bodies.ts';
import type { Contract, Example } from '../contract.ts';
import { fails } from '../fails.ts';
import { asProblem } from './answers.ts';
import { withX } from './client.ts';
import { asUser } from './requests.ts';
import { asConnected, bearing, connected, tokenAlone } from './user-token.ts';
import { owning } from './users.ts';
import { error } from './webhooks.ts';

const { like, regex } = MatchersV3;

/** The request that asks who it is that makes it. */
export const askingMe = (
  headers: Example['request']['headers'] & object = asUser,
): Example['request'] => ({ method: 'GET', path: '/2/users/me', headers });

/** Whose credentials they are where v1.1 does not say, or takes no such tokens. */
export function v2Owners(contract: Contract): void {
  const response: Example['response'] = {
    status: 200,
    body: json({ data: { id: regex('^\\d+$', accountId), username: like('northwind_bank') } }),
  };
  const owner = { id: accountId, screenName: 'northwind_bank' };
  const byToken = (url: string) =>
    withX(url, (client) => new TwitterProfiles(client, bearing).owner(tokenAlone));

  contract.test(
    'tells in v2 whose the credentials are',
    [
      {
        receiving: 'has closed v1.1 to the app: its owner',
        given: ['v1.1 is closed to the app'],
        request: owning,
        response: { status: 410, body: error(251, 'This endpoint has been retired.') },
      },
      { receiving: 'tells in v2 who signs', request: askingMe(), response },
    ],
    async (url) =>
      expect(await withX(url, (client) => new TwitterProfiles(client).owner(credentials))).toEqual(
        owner,
      ),
  );
  contract.test(
    'tells in v2 whose an OAuth 2.0 token is',
    { given: [connected], request: askingMe(asConnected), response },
    async (url) => expect(await byToken(url)).toEqual(owner),
  );
  contract.test(
    'does not know an OAuth 2.0 token that has ended',
    {
      request: askingMe(asConnected),
      response: {
        status: 401,
        headers: asProblem,
        body: json({ title: like('Unauthorized'), type: 'about:blank', status: 401 }),
      },
    },
    (url) => fails(byToken(url), 'unauthorized'),
  );
}
