import { DEFAULT_APP } from '../../../sandbox/twitter/defaults.ts';
import type { UserAuthentication } from '../../../src/adapters/twitter/rest/accounts/user-authentication.ts';
import type { Credentials, UserToken } from '../../../src/domain/accounts/account.ts';
import { credentials, sentAtMs } from '../../people.ts';
import type { Fact } from '../contract.ts';
import { asApp } from './requests.ts';

const userToken = 'VGhlQWNjZXNzVG9rZW5PZlRoZUFjY291bnQ';

/** The account is connected by OAuth 2.0 as well, with the token that our calls then bear. */
export const connected: Fact = ['the account is connected by OAuth 2.0', { userToken }];

/** The headers of a call that the account makes with its OAuth 2.0 token. */
export const asConnected = { ...asApp, authorization: `Bearer ${userToken}` };

/** What the account holds of its connection, which is not over yet. */
export const held: UserToken = {
  clientId: DEFAULT_APP.clientId,
  clientSecret: DEFAULT_APP.clientSecret,
  accessToken: userToken,
  refreshToken: 'VGhlUmVmcmVzaFRva2VuT2ZUaGVBY2NvdW50',
  givenRefreshToken: 'VGhlUmVmcmVzaFRva2VuT2ZUaGVBY2NvdW50',
  expiresAtMs: sentAtMs + 1,
};

/** Of an account that has both kinds of tokens, and of one that has no others. */
export const both: Credentials = { ...credentials, userToken: held };
export const tokenAlone: Credentials = { ...both, accessToken: '', accessTokenSecret: '' };

/** Calls with the token, whoever makes them. */
export const bearing: UserAuthentication = {
  of: async (caller) => ({
    kind: 'user-token',
    token: userToken,
    credentials: caller.credentials,
  }),
};
