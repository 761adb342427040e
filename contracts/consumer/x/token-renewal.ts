import { expect } from '@jest/globals';
import { MatchersV3 } from '@pact-foundation/pact';
import { renewedToken } from '../../../src/adapters/twitter/rest/accounts/user-token-renewal.ts';
import type { UserToken } from '../../../src/domain/accounts/account.ts';
import { sentAtMs } from '../../people.ts';
import { form, formType, json } from '../bodies.ts';
import type { Contract, Example, Fact } from '../contract.ts';
import { fails } from '../fails.ts';
import { sentHeaders } from '../sent-bodies.ts';
import { asProblem } from './answers.ts';
import { withX } from './client.ts';
import { asApp } from './requests.ts';
import { held, tokenAlone } from './user-token.ts';

const { like, regex } = MatchersV3;

const { refreshToken, clientId, clientSecret: _secret, ...rest } = held;

/** A client without a secret, such as a program on somebody's own machine. */
const ofPublicClient: UserToken = { ...rest, refreshToken, clientId };

const hasToken: Fact = ['the account has the refresh token', { refreshToken }];
const accessToken = 'VGhlTmV4dEFjY2Vzc1Rva2Vu';
const nextRefreshToken = 'VGhlTmV4dFJlZnJlc2hUb2tlbg';

const { authorization: _authorization, ...plainly } = asApp;
const asPublicClient = { ...plainly, 'content-type': formType };
const asClient = (id: string, secret: string) => ({
  ...asPublicClient,
  authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
});

const asking = (
  headers: Example['request']['headers'] & object,
  more: Readonly<Record<string, string>> = {},
): Example['request'] => ({
  method: 'POST',
  path: '/2/oauth2/token',
  headers,
  body: form({ grant_type: 'refresh_token', refresh_token: refreshToken, ...more }),
});
const confidential = asking(asClient(clientId, held.clientSecret ?? ''));

const renewed = (url: string, token: UserToken = held) =>
  withX(url, (client) =>
    renewedToken(client, { ...tokenAlone, userToken: token }, token, () => sentAtMs),
  );

/** How an account that is connected by OAuth 2.0 comes to its next tokens. */
export function tokenRenewals(contract: Contract): void {
  const issued: Example['response'] = {
    status: 200,
    body: json({
      access_token: regex('^\\S+$', accessToken),
      refresh_token: regex('^\\S+$', nextRefreshToken),
      expires_in: like(7_200),
    }),
  };
  const next = { accessToken, refreshToken: nextRefreshToken, expiresAtMs: sentAtMs + 7_200_000 };

  contract.test(
    'renews the tokens of an account for a client that shows its secret',
    { given: [hasToken], request: confidential, response: issued },
    async (url) => expect(await renewed(url)).toEqual({ ...held, ...next }),
  );
  contract.test(
    'renews the tokens of an account for a public client',
    {
      given: [hasToken],
      request: asking(asPublicClient, { client_id: clientId }),
      response: issued,
    },
    async (url) => {
      const sent = await sentHeaders(async () => {
        expect(await renewed(url, ofPublicClient)).toEqual({ ...ofPublicClient, ...next });
      });
      expect(sent).toContain('content-type');
      expect(sent).not.toContain('authorization');
    },
  );

  const says = (error: string, description: string) =>
    json({ error, error_description: like(description) });
  contract.test(
    'renews no tokens with a refresh token that was used',
    {
      request: confidential,
      response: {
        status: 400,
        body: says('invalid_request', 'Value passed for the token was invalid.'),
      },
    },
    (url) =>
      expect(renewed(url)).rejects.toMatchObject({
        code: 'unauthorized',
        detail: expect.stringContaining('connect the account again'),
      }),
  );
  contract.test(
    'renews no tokens for a client that it does not know',
    {
      given: [hasToken],
      request: asking(asClient(clientId, 'wrong')),
      response: {
        status: 401,
        body: says('unauthorized_client', 'Missing valid authorization header'),
      },
    },
    (url) =>
      expect(renewed(url, { ...held, clientSecret: 'wrong' })).rejects.toMatchObject({
        code: 'unauthorized',
        detail: expect.stringContaining('check the settings of the app'),
      }),
  );
  contract.test(
    'renews no tokens while it is not available',
    {
      given: ['X is not available'],
      request: confidential,
      response: { status: 503, headers: asProblem },
    },
    (url) => fails(renewed(url), 'unavailable'),
  );
}
