import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { encodedParameters, momentAt, oauthHeader, percentEncoded } from './oauth.ts';

interface Vector {
  readonly name: string;
  readonly method: string;
  readonly base_url: string;
  readonly query: Record<string, string>;
  readonly signed_form_params: Record<string, string>;
  readonly oauth_params: {
    readonly oauth_consumer_key: string;
    readonly oauth_nonce: string;
    readonly oauth_timestamp: string;
    readonly oauth_token: string;
  };
  readonly consumer_secret: string;
  readonly token_secret: string;
  readonly signature_percent_encoded: string;
}

const file = new URL(
  '../../../../../test/fixtures/x/vectors.oauth1_signatures.json',
  import.meta.url,
);
const fixture = JSON.parse(readFileSync(file, 'utf8')) as {
  readonly vectors: readonly Vector[];
  readonly percent_encoding_examples: readonly { readonly in: string; readonly out: string }[];
};

describe('an OAuth 1.0a header', () => {
  test.each(fixture.vectors.map((vector) => [vector.name, vector] as const))(
    'carries the signature that X expects: %s',
    (_, vector) => {
      const { oauth_params: oauth } = vector;
      const header = oauthHeader(
        {
          method: vector.method,
          url: vector.base_url,
          query: vector.query,
          form: vector.signed_form_params,
        },
        {
          consumerKey: oauth.oauth_consumer_key,
          consumerSecret: vector.consumer_secret,
          accessToken: oauth.oauth_token,
          accessTokenSecret: vector.token_secret,
        },
        { nonce: oauth.oauth_nonce, timestamp: Number(oauth.oauth_timestamp) },
      );

      expect(header).toBe(
        [
          `OAuth oauth_consumer_key="${oauth.oauth_consumer_key}"`,
          `oauth_nonce="${oauth.oauth_nonce}"`,
          `oauth_signature="${vector.signature_percent_encoded}"`,
          'oauth_signature_method="HMAC-SHA1"',
          `oauth_timestamp="${oauth.oauth_timestamp}"`,
          `oauth_token="${oauth.oauth_token}"`,
          'oauth_version="1.0"',
        ].join(', '),
      );
    },
  );

  test('is never made twice with the same nonce', () => {
    const nonces = Array.from({ length: 1_000 }, () => momentAt(1_500).nonce);
    expect(new Set(nonces).size).toBe(1_000);
    expect(momentAt(1_999).timestamp).toBe(1);
  });
});

describe('parameters', () => {
  test.each(fixture.percent_encoding_examples.map((example) => [example.in, example.out]))(
    'are percent-encoded: %s',
    (text, encoded) => {
      expect(percentEncoded(text)).toBe(encoded);
    },
  );

  test('are joined as a query', () => {
    expect(encodedParameters({ 'a b': "it's", c: '=&' })).toBe('a%20b=it%27s&c=%3D%26');
  });
});
