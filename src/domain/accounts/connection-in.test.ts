import { describe, expect, test } from '@jest/globals';
import { InvalidInput } from '../errors.ts';
import { connectionIn } from './connection-in.ts';

const app = { 'API-KEY': 'ck', 'API-KEY-SECRET': 'cs' };
const own = { 'ACCESS-TOKEN': 'at', 'ACCESS-TOKEN-SECRET': 'ats' };
const keys = { consumerKey: 'ck', consumerSecret: 'cs' };
const signed = { ...keys, accessToken: 'at', accessTokenSecret: 'ats' };
const connected = { 'OAUTH2-CLIENT-ID': 'c', 'OAUTH2-REFRESH-TOKEN': 'r1' };
const userToken = {
  clientId: 'c',
  accessToken: '',
  refreshToken: 'r1',
  expiresAtMs: 0,
  givenRefreshToken: 'r1',
};

const faultsOf = (attributes: Readonly<Record<string, unknown>>): readonly string[] => {
  try {
    connectionIn(attributes);
  } catch (thrown) {
    if (thrown instanceof InvalidInput) return thrown.faults;
    throw thrown;
  }
  return [];
};

describe('a connection by OAuth 2.0', () => {
  test('may stand alone', () => {
    const credentials = { ...keys, accessToken: '', accessTokenSecret: '', userToken };
    expect(connectionIn({ ...app, ...connected })).toEqual({ credentials });
  });

  test('may stand beside the keys of OAuth 1.0a, with all it may have, in other spellings', () => {
    const given = {
      'oauth2 client_id': ' c ',
      Oauth2_Client_Secret: 's',
      'OAUTH2-ACCESS_TOKEN': 'a1',
      oauth2_refresh_token: 'r1\n',
    };
    const token = { ...userToken, clientSecret: 's', accessToken: 'a1' };
    expect(connectionIn({ ...app, ...own, ...given })).toEqual({
      credentials: { ...signed, userToken: token },
    });
  });

  test.each([
    ['its refresh token', { 'OAUTH2-CLIENT-ID': 'c', 'OAUTH2-ACCESS-TOKEN': 'a' }, 'REFRESH-TOKEN'],
    ['its client', { 'OAUTH2-REFRESH-TOKEN': 'r' }, 'CLIENT-ID'],
  ])('is refused without %s', (_, given, name) => {
    expect(faultsOf({ ...app, ...own, ...given })).toEqual([`OAUTH2-${name} is missing`]);
  });

  test('does not make up for half of the keys of OAuth 1.0a', () => {
    const half = { ...app, ...connected, 'ACCESS-TOKEN': 'at' };
    expect(faultsOf(half)).toEqual(['ACCESS-TOKEN-SECRET (or TOKEN-SECRET) is missing']);
  });
});

describe('the APIs of an account', () => {
  test.each([
    [{}, undefined],
    [{ 'MESSAGES-API': ' ', 'EVENTS-API': '' }, undefined],
    [{ 'EVENTS-API': 'V1.1' }, { messages: 'v1.1', events: 'v1.1' }],
    [{ 'EVENTS-API': 'v2' }, { messages: 'v2', events: 'v2' }],
    [{ events_api: 'X Activity' }, { messages: 'v2', events: 'x-activity' }],
    [
      { 'MESSAGES-API': 'v1.1', 'EVENTS-API': 'v2' },
      { messages: 'v1.1', events: 'v2' },
    ],
    [
      { 'messages api': 'V2', 'EVENTS-API': 'v1.1' },
      { messages: 'v2', events: 'v1.1' },
    ],
  ])('are said by %j', (attributes, apis) => {
    expect(connectionIn({ ...app, ...own, ...attributes }).apis).toEqual(apis);
  });

  test.each([
    [{ 'MESSAGES-API': 'v2' }, ['EVENTS-API must be v1.1, v2 or x-activity']],
    [
      { 'MESSAGES-API': 'x-activity', 'EVENTS-API': '3' },
      ['MESSAGES-API must be v1.1 or v2', 'EVENTS-API must be v1.1, v2 or x-activity'],
    ],
  ])('are refused when they are %j, with what they may be', (attributes, faults) => {
    expect(faultsOf({ ...app, ...own, ...attributes })).toEqual(faults);
  });

  test('are refused together with what is missing', () => {
    expect(faultsOf({ 'EVENTS-API': 's3cret' })).toHaveLength(5);
    expect(faultsOf({ 'EVENTS-API': 's3cret' }).join()).not.toContain('s3cret');
  });

  test('cannot be v1.1 for what is connected by OAuth 2.0 alone', () => {
    const fault = /^v1\.1 takes no OAuth 2\.0/;
    for (const said of [
      { 'EVENTS-API': 'v1.1', 'MESSAGES-API': 'v2' },
      { 'EVENTS-API': 'v2', 'MESSAGES-API': 'v1.1' },
    ]) {
      expect(faultsOf({ ...app, ...connected, ...said })).toEqual([expect.stringMatching(fault)]);
    }
  });
});
