import { describe, expect, test } from '@jest/globals';
import { apisFaults, apisOf, credentialsFaults, credentialsOf } from './account-credentials.ts';
import {
  Apis,
  Credentials,
  EventsApi,
  MessagesApi,
} from './generated/twitter_connector/v1/account.ts';

const app = { apiKey: 'ck', apiKeySecret: 'cs' };
const own = { accessToken: 'at', accessTokenSecret: 'ats' };
const connection = { oauth2ClientId: ' c ', oauth2RefreshToken: 'r1' };
const given = (fields: Partial<Credentials>) => Credentials.fromPartial(fields);
const faultsOf = (fields: Partial<Credentials>) => credentialsFaults(given(fields));

describe('credentials', () => {
  test('of both kinds are read', () => {
    const all = { ...app, ...own, ...connection, oauth2ClientSecret: 's', oauth2AccessToken: 'a1' };
    expect(faultsOf(all)).toEqual([]);
    expect(credentialsOf(given(all))).toEqual({
      consumerKey: 'ck',
      consumerSecret: 'cs',
      ...own,
      userToken: {
        clientId: 'c',
        clientSecret: 's',
        accessToken: 'a1',
        refreshToken: 'r1',
        expiresAtMs: 0,
        givenRefreshToken: 'r1',
      },
    });
  });

  test('without a connection by OAuth 2.0 have none', () => {
    expect(credentialsOf(given({ ...app, ...own }))).not.toHaveProperty('userToken');
  });

  test.each([
    ['nothing', {}, ['api_key', 'api_key_secret', 'access_token', 'access_token_secret']],
    ['a connection alone', { ...app, ...connection }, []],
    [
      'half of a connection',
      { ...app, oauth2ClientSecret: 's' },
      ['oauth2_client_id', 'oauth2_refresh_token'],
    ],
    ['a half of each', { ...app, ...connection, accessToken: 'at' }, ['access_token_secret']],
  ])('with %s lack what they lack', (_, fields, missing) => {
    expect(faultsOf(fields)).toEqual(missing.map((field) => `credentials.${field} is missing`));
  });

  test('that no header can carry are refused, and are not repeated', () => {
    const faults = faultsOf({ ...app, ...connection, oauth2RefreshToken: 's3cret\u00e9' });
    expect(faults).toEqual([
      'credentials.oauth2_refresh_token must be at most 1000 visible ASCII characters',
    ]);
  });
});

describe('APIs', () => {
  const { V1_1, V2 } = MessagesApi;
  const signed = given({ ...app, ...own });

  test.each([
    [
      { messages: V1_1, events: EventsApi.V1_1 },
      { messages: 'v1.1', events: 'v1.1' },
    ],
    [
      { messages: V2, events: EventsApi.V2 },
      { messages: 'v2', events: 'v2' },
    ],
    [
      { messages: V2, events: EventsApi.X_ACTIVITY },
      { messages: 'v2', events: 'x-activity' },
    ],
    [{}, undefined],
    [undefined, undefined],
  ])('are read: %j', (said, apis) => {
    const message = said && Apis.fromPartial(said);
    expect([apisFaults(message, signed), apisOf(message)]).toEqual([[], apis]);
  });

  test.each([
    [{ messages: V2 }, ['apis must say both messages and events']],
    [{ messages: 9 as MessagesApi, events: EventsApi.V2 }, ['apis.messages is not known']],
  ])('are refused: %j', (said, faults) => {
    expect(apisFaults(Apis.fromPartial(said), signed)).toEqual(faults);
  });

  test('cannot be v1.1 without the tokens for it', () => {
    const said = Apis.fromPartial({ messages: V1_1, events: EventsApi.V2 });
    expect(apisFaults(said, given({ ...app, ...connection }))).toHaveLength(1);
  });
});
