import { MatchersV3 } from '@pact-foundation/pact';
import { formType } from '../bodies.ts';
import { credentials } from '../../people.ts';

const { regex } = MatchersV3;

const common = { accept: 'application/json', 'user-agent': 'twitter-connector' };

const { consumerKey, accessToken } = credentials;

const oauth = (nonce: string, signature: string, timestamp: string): string =>
  [
    `OAuth oauth_consumer_key="${consumerKey}"`,
    `oauth_nonce="${nonce}"`,
    `oauth_signature="${signature}"`,
    'oauth_signature_method="HMAC-SHA1"',
    `oauth_timestamp="${timestamp}"`,
    `oauth_token="${accessToken}"`,
    'oauth_version="1.0"',
  ].join(', ');

/** All seven parameters of OAuth 1.0a, in any moment: 20 bytes of HMAC-SHA1 in base64. */
export const signature = {
  authorization: regex(
    `^${oauth('[0-9a-f]{32}', '(?:[A-Za-z0-9]|%2B|%2F){27}%3D', '[0-9]{10}').replaceAll('1.0', '1[.]0')}$`,
    oauth('0123456789abcdef0123456789abcdef', `${'A'.repeat(27)}%3D`, '1732000000'),
  ),
};

/** The headers of a call that the account makes itself. */
export const asUser = { ...common, ...signature };

export const withJson = { ...asUser, 'content-type': 'application/json' };

export const withForm = { ...asUser, 'content-type': formType };

/** A bearer token; it has percent signs, and goes out as it came. */
export const bearerToken = 'AAAAAAAAAAAAAAAAAAAAAPact%2Fof%3DtheApp';

/** The headers of a call that the app makes. */
export const asApp = { ...common, authorization: `Bearer ${bearerToken}` };

/** The headers with which an app that has this secret asks for its bearer token. */
export const asOwnerWith = (consumerSecret: string) => ({
  ...common,
  'content-type': formType,
  authorization: `Basic ${Buffer.from(`${consumerKey}:${consumerSecret}`).toString('base64')}`,
});
