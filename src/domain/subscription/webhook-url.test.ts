import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { areOfOneConnector, webhookUrlIn } from './webhook-url.ts';

const path = '/webhook/twitter/1';
const faultsOf = (url: string) => webhookUrlIn(url).faults;

describe('the URL of a webhook', () => {
  test('names the account whose events it takes', () => {
    const url = 'https://cx.example/twitter-connector/webhook/twitter/4337869213';
    expect(webhookUrlIn(url)).toEqual({ accountId: '4337869213', faults: [] });
  });

  test.each(['cx.example', 'a-b.c_d.example', 'bücher.example', 'localhost', '10.0.0.1', '[::1]'])(
    'may be at %s',
    (host) => {
      expect(faultsOf(`https://${host}${path}`)).toEqual([]);
    },
  );

  test.each(['', '.', 'a..b', '.a', 'a.', 'a b', 'a%20b', 'a,b', '[', '[x]', '1.2.3', '1.2.3.256'])(
    'may not be at %j',
    (host) => {
      expect(faultsOf(`https://${host}${path}`)).toEqual(['is not a URL']);
    },
  );

  test('is told all of its faults at once', () => {
    expect(faultsOf(`http://user@cx.example:8080/x?${'y'.repeat(200)}`)).toEqual([
      'must begin with https://',
      'must not name a port',
      'must not carry a query, a fragment or a user',
      'must not be longer than 200 characters',
      'must end in /webhook/twitter/{accountId}, the numeric id of the account',
    ]);
  });

  test('that is taken is a URL, and none of it was put right in silence', () => {
    const host = fc.oneof(fc.domain(), fc.ipV4(), fc.string({ maxLength: 12 }));
    const rest = fc.oneof(
      fc.constant(path),
      fc.string().map((more) => `/${more}${path}`),
    );
    fc.assert(
      fc.property(host, rest, (at, where) => {
        const url = `https://${at}${where}`;
        if (faultsOf(url).length > 0) return;
        const read = new URL(url);
        expect([read.protocol, read.port, read.username, read.search, read.hash]).toEqual([
          'https:',
          '',
          '',
          '',
          '',
        ]);
      }),
      { numRuns: 2_000 },
    );
  });

  test('is read without a failure, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(Array.isArray(faultsOf(text))).toBe(true);
      }),
    );
  });
});

test.each([
  ['https://cx.example/webhook/twitter/1', 'https://cx.example/webhook/twitter/22', true],
  ['https://cx.example/a/webhook/twitter/1', 'https://cx.example/webhook/twitter/1', false],
  ['https://cx.example/webhook/twitter/1', 'https://test.example/webhook/twitter/1', false],
  ['https://cx.example/hook', 'https://cx.example/hook', false],
])('%s and %s are webhooks of one connector: %p', (a, b, outcome) => {
  expect(areOfOneConnector(a, b)).toBe(outcome);
});
