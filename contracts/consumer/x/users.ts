import { expect } from '@jest/globals';
import { MatchersV3 } from '@pact-foundation/pact';
import { TwitterProfiles } from '../../../src/adapters/twitter/rest/accounts/twitter-profiles.ts';
import { json } from '../bodies.ts';
import type { Contract, Example } from '../contract.ts';
import { fails } from '../fails.ts';
import { accountId, credentials, customerId } from '../../people.ts';
import { account, withX } from './client.ts';
import { asUser } from './requests.ts';
import { error } from './webhooks.ts';

const { like, regex } = MatchersV3;

const asking = (
  path: string,
  query: Readonly<Record<string, string>> = {},
): Example['request'] => ({
  method: 'GET',
  path,
  query,
  headers: asUser,
});

/** The request that asks v1.1 whose credentials they are. */
export const owning = asking('/1.1/account/verify_credentials.json', {
  include_entities: 'false',
  skip_status: 'true',
});
const showing = (screen_name: string) => asking('/1.1/users/show.json', { screen_name });

/** The request of API v2, for apps that v1.1 is closed to. */
export const finding = (screenName: string) => asking(`/2/users/by/username/${screenName}`);

/** The first half of looking somebody up where v1.1 is closed. */
export const closed = (what: string, screenName: string): Example => ({
  receiving: `has closed v1.1 to the app: ${what}`,
  given: ['v1.1 is closed to the app'],
  request: showing(screenName),
  response: { status: 410, body: error(251, 'This endpoint has been retired.') },
});

/** Looks somebody up. */
export const named = (url: string, screenName: string) =>
  withX(url, (client) => new TwitterProfiles(client).named(account, screenName));

const owner = (url: string) =>
  withX(url, (client) => new TwitterProfiles(client).owner(credentials));

const digits = (example: string) => regex('^\\d+$', example);

/** Who somebody is. */
export function users(contract: Contract): void {
  contract.test(
    'tells whose the credentials are',
    {
      request: owning,
      response: {
        status: 200,
        body: json({ id_str: digits(accountId), screen_name: like('northwind_bank') }),
      },
    },
    async (url) =>
      expect(await owner(url)).toEqual({ id: accountId, screenName: 'northwind_bank' }),
  );
  contract.test(
    'does not know the credentials',
    {
      given: ['the account has taken its access back'],
      request: owning,
      response: { status: 401, body: error(89, 'Invalid or expired token.') },
    },
    (url) => fails(owner(url), 'unauthorized'),
  );
  contract.test(
    'tells who has a name',
    {
      request: showing('ada'),
      response: {
        status: 200,
        body: json({ id_str: digits(customerId), screen_name: like('ada') }),
      },
    },
    async (url) => expect(await named(url, 'ada')).toEqual({ id: customerId, screenName: 'ada' }),
  );
  contract.test(
    'tells that nobody has a name',
    {
      request: showing('nobody'),
      response: { status: 404, body: error(50, 'User not found.') },
    },
    (url) => fails(named(url, 'nobody'), 'not-found'),
  );
  contract.test(
    'tells in v2 who has a name',
    [
      closed('a known name', 'ada'),
      {
        receiving: 'tells in v2 who has a known name',
        request: finding('ada'),
        response: {
          status: 200,
          body: json({ data: { id: digits(customerId), username: like('ada') } }),
        },
      },
    ],
    async (url) => expect(await named(url, 'ada')).toEqual({ id: customerId, screenName: 'ada' }),
  );
  contract.test(
    'tells in v2 that nobody has a name',
    [
      closed('an unknown name', 'nobody'),
      {
        receiving: 'tells in v2 that nobody has an unknown name',
        request: finding('nobody'),
        response: { status: 200, body: json({ errors: [{ title: like('Not Found Error') }] }) },
      },
    ],
    (url) => fails(named(url, 'nobody'), 'not-found'),
  );
}
