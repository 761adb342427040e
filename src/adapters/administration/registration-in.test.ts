import { describe, expect, test } from '@jest/globals';
import { InvalidInput } from '../../domain/errors.ts';
import { registrationIn } from './registration-in.ts';

const noEnvironment =
  'ENVIRONMENT-NAME is missing (where there is none, say EVENTS-API: x-activity or v2)';

const body = {
  'API-KEY': 'ck',
  'API-KEY-SECRET': 'cs',
  'ACCESS-TOKEN': 'at',
  'ACCESS-TOKEN-SECRET': 'ats',
  'WEBHOOK-URL': 'https://cx.example/webhook/twitter/4337869213',
  'ENVIRONMENT-NAME': 'prod',
};
const registration = {
  accountId: '4337869213',
  credentials: {
    consumerKey: 'ck',
    consumerSecret: 'cs',
    accessToken: 'at',
    accessTokenSecret: 'ats',
  },
  webhookUrl: 'https://cx.example/webhook/twitter/4337869213',
  environmentName: 'prod',
};

const faultsOf = (given: unknown): readonly string[] => {
  try {
    registrationIn(given);
  } catch (thrown) {
    if (thrown instanceof InvalidInput) return thrown.faults;
    throw thrown;
  }
  return [];
};
const faultsOfUrl = (url: string) => faultsOf({ ...body, 'WEBHOOK-URL': url });

const fault = {
  https: 'WEBHOOK-URL must begin with https://',
  port: 'WEBHOOK-URL must not name a port',
  extra: 'WEBHOOK-URL must not carry a query, a fragment or a user',
  url: 'WEBHOOK-URL is not a URL',
  long: 'WEBHOOK-URL must not be longer than 200 characters',
  path: 'WEBHOOK-URL must end in /webhook/twitter/{accountId}, the numeric id of the account',
};

describe('a registration', () => {
  test('is read as administrators know it', () => {
    expect(registrationIn(body)).toEqual(registration);
    expect(registrationIn({ ...body, 'BEARER-TOKEN': ' b ' }).credentials.bearerToken).toBe('b');
  });

  test('is read in other spellings, and what else it holds is ignored', () => {
    const given = {
      consumer_key: 'ck',
      'Consumer-Secret': ' cs',
      'token key': 'at',
      TOKEN_SECRET: 'ats',
      webhook_url: ` ${registration.webhookUrl} `,
      'Environment Name': 'prod',
      note: { any: 'thing' },
    };
    expect(registrationIn(given)).toEqual(registration);
  });

  test('that lacks everything is told everything at once', () => {
    expect(faultsOf({})).toEqual([
      'API-KEY (or CONSUMER-KEY) is missing',
      'API-KEY-SECRET (or API-SECRET) is missing',
      'ACCESS-TOKEN (or TOKEN-KEY) is missing',
      'ACCESS-TOKEN-SECRET (or TOKEN-SECRET) is missing',
      noEnvironment,
      'WEBHOOK-URL is missing',
    ]);
  });

  test('is told the faults of its keys and of its URL together, and no value', () => {
    const { 'API-KEY': _, ...rest } = body;
    const faults = faultsOf({
      ...rest,
      'WEBHOOK-URL': 'http://s3cret:8080/?x',
      'API-SECRET': 's3cret',
    });
    expect(faults).toEqual([
      'API-KEY (or CONSUMER-KEY) is missing',
      fault.https,
      fault.port,
      fault.extra,
      fault.path,
    ]);
    expect(faults.join()).not.toContain('s3cret');
  });

  test.each([
    ['ENVIRONMENT-NAME', ' '],
    ['ENVIRONMENT-NAME', 7],
    ['WEBHOOK-URL', null],
    ['WEBHOOK-URL', ['https://cx.example/webhook/twitter/1']],
  ])('lacks %s when it is %j', (name, value) => {
    expect(faultsOf({ ...body, [name]: value })).toEqual([
      expect.stringMatching(`^${name} is missing`),
    ]);
  });

  test.each([undefined, null, 'text', 7, [], [body]])('is refused when it is %j', (given) => {
    expect(faultsOf(given)).toEqual(['the body is not a JSON object']);
  });
});

describe('a registration beyond v1.1', () => {
  const { 'ENVIRONMENT-NAME': _, ...rest } = body;
  const { 'ACCESS-TOKEN': __, 'ACCESS-TOKEN-SECRET': ___, ...app } = rest;
  const connected = { ...app, 'OAUTH2-CLIENT-ID': 'c', 'OAUTH2-REFRESH-TOKEN': 'r1' };

  test.each([
    ['v2', { messages: 'v2', events: 'v2' }],
    ['X-Activity', { messages: 'v2', events: 'x-activity' }],
  ])('with events of %s needs no environment', (api, apis) => {
    const { environmentName: ____, ...known } = registration;
    const expected = { ...known, apis, environmentName: '' };
    expect(registrationIn({ ...rest, 'EVENTS-API': api })).toEqual(expected);
  });

  test('may be connected by OAuth 2.0 alone', () => {
    expect(registrationIn(connected)).toMatchObject({
      environmentName: '',
      credentials: { accessToken: '', userToken: { clientId: 'c', givenRefreshToken: 'r1' } },
    });
  });

  test('is told what is wrong with it, and all of it', () => {
    expect(faultsOf({ ...rest, 'EVENTS-API': 'v1.1' })).toEqual([noEnvironment]);
    expect(faultsOf({ ...app, 'OAUTH2-CLIENT-ID': 'c', 'EVENTS-API': 'v3' })).toEqual([
      'OAUTH2-REFRESH-TOKEN is missing',
      'EVENTS-API must be v1.1, v2 or x-activity',
      noEnvironment,
    ]);
    expect(faultsOf({ ...connected, 'MESSAGES-API': 'v1.1', 'EVENTS-API': 'v2' })).toEqual([
      'v1.1 takes no OAuth 2.0: ACCESS-TOKEN and ACCESS-TOKEN-SECRET are needed for it',
      noEnvironment,
    ]);
  });
});

describe('the URL of the webhook', () => {
  test.each([
    'https://cx.example/webhook/twitter/1',
    'https://cx.example/twitter-connector/webhook/twitter/12345678901234567890',
    'https://CX.example/webhook/twitter/1',
    'HTTPS://cx.example/webhook/twitter/1',
    'https://xn--nxasmq6b.example/webhook/twitter/1',
    'https://203.0.113.7/webhook/twitter/1',
    'https://[2001:db8::1]/webhook/twitter/1',
    `https://cx.example/${'x'.repeat(163)}/webhook/twitter/1`,
  ])('may be %s, and is registered as written', (url) => {
    expect(faultsOfUrl(url)).toEqual([]);
    expect(registrationIn({ ...body, 'WEBHOOK-URL': url }).webhookUrl).toBe(url);
  });

  test.each([
    ['http', 'http://cx.example/webhook/twitter/1', [fault.https]],
    ['another scheme', 'ftp://cx.example/webhook/twitter/1', [fault.https]],
    ['no scheme', 'cx.example/webhook/twitter/1', [fault.https]],
    ['one slash', 'https:/cx.example/webhook/twitter/1', [fault.https]],
    ['backslashes', 'https:\\\\cx.example\\webhook\\twitter\\1', [fault.https, fault.path]],
    ['a port', 'https://cx.example:8443/webhook/twitter/1', [fault.port]],
    ['the usual port', 'https://cx.example:443/webhook/twitter/1', [fault.port]],
    ['an empty port', 'https://cx.example:/webhook/twitter/1', [fault.port]],
    ['the port of an address', 'https://[2001:db8::1]:8443/webhook/twitter/1', [fault.port]],
    ['a query', 'https://cx.example/webhook/twitter/1?a=b', [fault.extra]],
    ['an empty query', 'https://cx.example/webhook/twitter/1?', [fault.extra]],
    ['a fragment', 'https://cx.example/webhook/twitter/1#a', [fault.extra]],
    ['a user', 'https://user@cx.example/webhook/twitter/1', [fault.extra]],
    ['a user with a password', 'https://user:123@cx.example/webhook/twitter/1', [fault.extra]],
    ['a password alone', 'https://:p@cx.example/webhook/twitter/1', [fault.extra]],
    ['a trailing slash', 'https://cx.example/webhook/twitter/1/', [fault.path]],
    ['no account', 'https://cx.example/webhook/twitter/', [fault.path]],
    ['a name as account', 'https://cx.example/webhook/twitter/business', [fault.path]],
    ['a negative account', 'https://cx.example/webhook/twitter/-1', [fault.path]],
    ['other digits', 'https://cx.example/webhook/twitter/١', [fault.path]],
    ['encoded digits', 'https://cx.example/webhook/twitter/%31', [fault.path]],
    ['21 digits', `https://cx.example/webhook/twitter/${'1'.repeat(21)}`, [fault.path]],
    ['another path', 'https://cx.example/xwebhook/twitter/1', [fault.path]],
    ['upper case in the path', 'https://cx.example/Webhook/twitter/1', [fault.path]],
    [
      'one character too many',
      `https://cx.example/${'x'.repeat(164)}/webhook/twitter/1`,
      [fault.long],
    ],
    ['a line break', 'https://cx.exa\nmple/webhook/twitter/1', [fault.url]],
    ['a space', 'https://cx.example/a b/webhook/twitter/1', [fault.url]],
    ['no host', 'https:///webhook/twitter/1', [fault.url]],
    ['nonsense', 'nonsense', [fault.https, fault.path]],
  ])('may not have %s', (_name, url, faults) => {
    expect(faultsOfUrl(url)).toEqual(faults);
  });
});
