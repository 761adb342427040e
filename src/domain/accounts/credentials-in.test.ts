import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { InvalidInput } from '../errors.ts';
import { credentialsIn } from './credentials-in.ts';

const complete = {
  consumerKey: 'ck',
  consumerSecret: 'cs',
  accessToken: 'at',
  accessTokenSecret: 'ats',
};

const faultsOf = (attributes: Readonly<Record<string, unknown>>): readonly string[] => {
  try {
    credentialsIn(attributes);
  } catch (thrown) {
    if (thrown instanceof InvalidInput) return thrown.faults;
    throw thrown;
  }
  return [];
};

test.each([
  ['API-KEY', 'API-KEY-SECRET', 'ACCESS-TOKEN', 'ACCESS-TOKEN-SECRET'],
  ['API-KEY', 'API-SECRET', 'ACCESS-TOKEN', 'ACCESS-TOKEN-SECRET'],
  ['CONSUMER-KEY', 'CONSUMER-SECRET', 'TOKEN-KEY', 'TOKEN-SECRET'],
  ['CONSUMER-KEY', 'CONSUMER-KEY-SECRET', 'ACCESS-TOKEN', 'TOKEN-SECRET'],
  ['api_key', 'Api_Key_Secret', 'access token', ' Access-Token_Secret '],
  ['Consumer Key', 'consumer-secret', 'token_key', 'TOKEN  SECRET'],
])('credentials are found under %s, %s, %s, %s', (key, secret, token, tokenSecret) => {
  const given = { [key]: 'ck', [secret]: ' cs ', [token]: 'at', [tokenSecret]: 'ats\n' };
  expect(credentialsIn(given)).toEqual(complete);
  expect(credentialsIn({ ...given, 'bearer token': 'b' })).toEqual({
    ...complete,
    bearerToken: 'b',
  });
});

test('the names are compared without case, and `-`, `_` and space are alike', () => {
  const spelled = (name: string) =>
    fc
      .array(fc.tuple(fc.boolean(), fc.constantFrom('-', '_', ' ', '--', ' - ')), {
        minLength: name.length,
        maxLength: name.length,
      })
      .map((ways) =>
        [...name]
          .map((letter, i) => {
            const [lower, separator] = ways[i] as [boolean, string];
            return letter === '-' ? separator : lower ? letter.toLowerCase() : letter;
          })
          .join(''),
      );
  fc.assert(
    fc.property(
      spelled('API-KEY'),
      spelled('API-KEY-SECRET'),
      spelled('ACCESS-TOKEN'),
      spelled('ACCESS-TOKEN-SECRET'),
      (a, b, c, d) => {
        expect(credentialsIn({ [a]: 'ck', [b]: 'cs', [c]: 'at', [d]: 'ats' })).toEqual(complete);
      },
    ),
  );
});

test('everything that is missing is named at once, in both families', () => {
  const faults = [
    'API-KEY (or CONSUMER-KEY) is missing',
    'API-KEY-SECRET (or API-SECRET) is missing',
    'ACCESS-TOKEN (or TOKEN-KEY) is missing',
    'ACCESS-TOKEN-SECRET (or TOKEN-SECRET) is missing',
  ];
  expect(faultsOf({})).toEqual(faults);
  expect(faultsOf({ 'API-KEY': '', TOKEN_KEY: '  ', 'ACCESS-TOKEN': 7 })).toEqual(faults);
  expect(faultsOf({ 'api-key': 'k', 'bearer-token': 'b' })).toEqual(faults.slice(1));
});

test('a value is never repeated in a fault', () => {
  const faults = faultsOf({ 'API-KEY': 's3cret', 'ACCESS-TOKEN': 's3cret', other: 's3cret' });
  expect(faults).toHaveLength(2);
  expect(faults.join()).not.toContain('s3cret');
});

test('attributes that are not ours are ignored, also odd ones', () => {
  const odd = JSON.parse(
    '{"__proto__":"x","constructor":"x","API-KEYS":"x","bearer":"x"}',
  ) as object;
  const given = { ...odd, 'API-KEY': 'ck', 'API-SECRET': 'cs', 'TOKEN-KEY': 'at' };
  expect(credentialsIn({ ...given, 'TOKEN-SECRET': 'ats' })).toEqual(complete);
});
