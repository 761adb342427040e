import { createHmac } from 'node:crypto';
import { afterEach, describe, expect, test } from '@jest/globals';
import { challengeFinding } from './challenge.ts';
import { always, LocalSites } from './local-sites.model.ts';

const sites = new LocalSites();
afterEach(() => sites.close());

const never = new AbortController().signal;
const challenged = (url: string) => challengeFinding('address', url, never);
const path = '/webhook/twitter/732739706';

const signed = (token: string) =>
  `sha256=${createHmac('sha256', 'secret').update(token).digest('base64')}`;

describe('a public address', () => {
  test('is challenged twice with different tokens, as X does', async () => {
    const tokens: string[] = [];
    const site = await sites.open(({ url = '' }, response) => {
      const token = new URL(url, 'http://x').searchParams.get('crc_token') ?? '';
      tokens.push(token);
      response.end(JSON.stringify({ response_token: signed(token) }));
    });
    const finding = await challenged(site + path);
    expect(finding).toMatchObject({ level: 'warn', told: expect.stringContaining('only https') });
    expect(new Set(tokens).size).toBe(2);
    for (const token of tokens) expect(token).toMatch(/^[\w-]{32}$/);
  });

  test.each([
    [
      'gives every challenge the same answer',
      always(200, JSON.stringify({ response_token: signed('x') })),
      'same answer',
    ],
    ['answers with a page', always(200, '<html>Welcome</html>'), 'not as the connector answers'],
    [
      'answers with another JSON',
      always(200, '{"response_token":"abc"}'),
      'not as the connector answers',
    ],
    ['answers null', always(200, 'null'), 'not as the connector answers'],
    ['redirects', always(302, '', { location: 'https://elsewhere.example' }), 'redirects'],
    ['does not know the account', always(404), 'with 404'],
    ['has nothing behind its gateway', always(502), 'with 502'],
  ])('that %s fails, with advice', async (_what, answer, told) => {
    const finding = await challenged((await sites.open(answer)) + path);
    expect(finding).toMatchObject({ level: 'FAIL', told: expect.stringContaining(told) });
    expect(finding.advice).not.toBe('');
  });

  test('that nobody answers at fails, and one that is no URL', async () => {
    const nobody = (await sites.closed()) + path;
    expect(await challenged(nobody)).toMatchObject({
      level: 'FAIL',
      told: `${nobody} cannot be reached: ECONNREFUSED.`,
    });
    expect(await challenged('connector.example')).toMatchObject({ level: 'FAIL' });
  });
});
