import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { ApiRequest } from '../http/api-request.ts';
import { OAuthVerifier } from './oauth-verifier.ts';
import { percentEncode } from './percent-encoding.ts';
import { hmacSha1Signature, normalizedParameters, signatureBaseString } from './signature.ts';

interface Vector {
  readonly name: string;
  readonly method: string;
  readonly base_url: string;
  readonly query: Record<string, string>;
  readonly body_kind: 'none' | 'form' | 'json' | 'multipart';
  readonly signed_form_params: Record<string, string>;
  readonly unsigned_body?: string;
  readonly oauth_params: Record<string, string>;
  readonly consumer_secret: string;
  readonly token_secret: string;
  readonly parameter_string: string;
  readonly signature_base_string: string;
  readonly signature: string;
}

const { vectors, percent_encoding_examples } = JSON.parse(
  readFileSync(
    new URL('../../../test/fixtures/x/vectors.oauth1_signatures.json', import.meta.url),
    'utf8',
  ),
) as { vectors: Vector[]; percent_encoding_examples: { in: string; out: string }[] };
const cases = vectors.map((vector) => [vector.name, vector] as const);

const CONTENT_TYPES = {
  none: '',
  form: 'application/x-www-form-urlencoded;charset=UTF-8',
  json: 'application/json',
  multipart: 'multipart/form-data; boundary=b',
};

class VectorRequest extends ApiRequest {
  readonly #baseUrl: string;

  constructor(vector: Vector, body = bodyOf(vector)) {
    const url = new URL(vector.base_url);
    const query = new URLSearchParams(vector.query).toString();
    const headers = { host: url.host, 'content-type': CONTENT_TYPES[vector.body_kind] };
    super(vector.method, `${url.pathname}?${query}`, headers, Buffer.from(body));
    this.#baseUrl = vector.base_url;
  }

  override get baseUrl(): string {
    return this.#baseUrl;
  }
}

function bodyOf(vector: Vector): string {
  if (vector.body_kind === 'form') return new URLSearchParams(vector.signed_form_params).toString();
  if (vector.body_kind === 'multipart') {
    return '--b\r\ncontent-disposition: form-data; name="command"\r\n\r\nAPPEND\r\n--b--\r\n';
  }
  return vector.unsigned_body ?? '';
}

function headerOf(vector: Vector, signature = vector.signature): string {
  return `OAuth ${Object.entries({ ...vector.oauth_params, oauth_signature: signature })
    .map(([name, value]) => `${name}="${percentEncode(value)}"`)
    .join(', ')}`;
}

function verifierAt(vector: Vector, offsetS = 0): OAuthVerifier {
  const timestampS = Number(vector.oauth_params['oauth_timestamp']);
  return new OAuthVerifier(() => (timestampS + offsetS) * 1000);
}

function verify(
  vector: Vector,
  {
    request = new VectorRequest(vector),
    header = headerOf(vector),
    verifier = verifierAt(vector),
  } = {},
) {
  return verifier.verify(request, header, () => ({
    consumerSecret: vector.consumer_secret,
    tokenSecret: vector.token_secret,
  }));
}

function vectorNamed(name: string): Vector {
  const found = vectors.find((vector) => vector.name === name);
  if (found === undefined) throw new Error(`no vector ${name}`);
  return found;
}

const MARK_READ = vectorNamed('computed_form_body_signed_mark_read');

test('there are vectors', () => {
  expect(vectors.length).toBeGreaterThan(5);
});

test.each(percent_encoding_examples)('encodes $in as $out', ({ in: text, out }) => {
  expect(percentEncode(text)).toBe(out);
});

describe.each(cases)('%s', (_, vector) => {
  test('has the published parameter string, base string and signature', () => {
    const parameters = Object.entries({
      ...vector.oauth_params,
      ...vector.query,
      ...vector.signed_form_params,
    });
    const base = signatureBaseString(vector.method, vector.base_url, parameters);
    expect(normalizedParameters(parameters)).toBe(vector.parameter_string);
    expect(base).toBe(vector.signature_base_string);
    expect(hmacSha1Signature(base, vector.consumer_secret, vector.token_secret)).toBe(
      vector.signature,
    );
  });

  test('is accepted as a request with its body', () => {
    const found = verify(vector);
    expect(found.consumerSecret).toBe(vector.consumer_secret);
  });

  test('is refused with 32 when the signature is of another method', () => {
    const request = new VectorRequest({ ...vector, method: 'DELETE' });
    expect(() => verify(vector, { request })).toThrow(expect.objectContaining({ code: 32 }));
  });
});

test('a form parameter that changed on the way is refused with 32', () => {
  const request = new VectorRequest(MARK_READ, 'last_read_event_id=1&recipient_id=3805104374');
  expect(() => verify(MARK_READ, { request })).toThrow(expect.objectContaining({ code: 32 }));
});

test('multipart fields that were signed are refused with 32', () => {
  const vector = vectorNamed('computed_multipart_media_append');
  const parameters = Object.entries({ ...vector.oauth_params, command: 'APPEND' });
  const base = signatureBaseString(vector.method, vector.base_url, parameters);
  const signature = hmacSha1Signature(base, vector.consumer_secret, vector.token_secret);
  const header = headerOf(vector, signature);
  expect(() => verify(vector, { header })).toThrow(expect.objectContaining({ code: 32 }));
});

test('a parameter given twice is refused with 32 though the signature covers it', () => {
  const parameters = [
    ...Object.entries(MARK_READ.oauth_params),
    ['recipient_id', '1'] as const,
    ['recipient_id', '2'] as const,
  ];
  const base = signatureBaseString(MARK_READ.method, MARK_READ.base_url, parameters);
  const signature = hmacSha1Signature(base, MARK_READ.consumer_secret, MARK_READ.token_secret);
  const request = new VectorRequest(MARK_READ, 'recipient_id=1&recipient_id=2');
  const header = headerOf(MARK_READ, signature);
  expect(() => verify(MARK_READ, { request, header })).toThrow(
    expect.objectContaining({ code: 32 }),
  );
});

test.each([300, -300])('a clock that is %d seconds off is accepted', (offsetS) => {
  expect(() => verify(MARK_READ, { verifier: verifierAt(MARK_READ, offsetS) })).not.toThrow();
});

test.each([301, -301])('a clock that is %d seconds off is refused with 135', (offsetS) => {
  expect(() => verify(MARK_READ, { verifier: verifierAt(MARK_READ, offsetS) })).toThrow(
    expect.objectContaining({ code: 135, status: 401 }),
  );
});

test('a nonce is accepted once', () => {
  const verifier = verifierAt(MARK_READ);
  verify(MARK_READ, { verifier });
  expect(() => verify(MARK_READ, { verifier })).toThrow(expect.objectContaining({ code: 32 }));
});

test('parameters may be separated by a bare comma, and a realm is not signed', () => {
  const header = headerOf(MARK_READ).replaceAll(', ', ',').replace('OAuth ', 'OAuth realm="X",');
  expect(() => verify(MARK_READ, { header })).not.toThrow();
});

test.each([
  ['no parameters', 'OAuth '],
  ['unquoted values', headerOf(MARK_READ).replaceAll('"', '')],
  ['no nonce', headerOf(MARK_READ).replace(/oauth_nonce="[^"]*", /, '')],
  ['a broken percent sequence', headerOf(MARK_READ).replace('%3D', '%3')],
])('a header with %s is refused with 215', (_, header) => {
  expect(() => verify(MARK_READ, { header })).toThrow(
    expect.objectContaining({ code: 215, status: 400 }),
  );
});
