import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { webhookSignature } from './webhook-signature.ts';

const { vectors } = JSON.parse(
  readFileSync(
    new URL('../../../test/fixtures/x/vectors.webhook_hmac.json', import.meta.url),
    'utf8',
  ),
) as { vectors: { name: string; secret: string; message: string; signature: string }[] };

test('there are vectors', () => {
  expect(vectors.length).toBeGreaterThan(3);
});

test.each(vectors)('$name is signed as published', ({ secret, message, signature }) => {
  expect(webhookSignature(message, secret)).toBe(signature);
  expect(webhookSignature(Buffer.from(message), secret)).toBe(signature);
});
