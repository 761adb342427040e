import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import { admit } from './admission.ts';

const token = 'a-token-of-24-characters';
const other = 'b-token-of-24-characters';

function asked(headers: Record<string, string>, url = '/message/receive'): IncomingMessage {
  const request = new IncomingMessage(new Socket());
  request.url = url;
  Object.assign(request.headers, headers);
  return request;
}
const outcome = (request: IncomingMessage, tokens: readonly (string | undefined)[]): unknown => {
  try {
    admit(request, tokens);
    return 'admitted';
  } catch (thrown) {
    return (thrown as { problem: { status: number } }).problem.status;
  }
};

describe('with a configured token', () => {
  test.each([
    ['as a bearer', { authorization: `Bearer ${token}` }, '/'],
    ['as a bearer in lower case', { authorization: `bearer ${token}` }, '/'],
    ['in the query', {}, `/message/receive?token=${token}`],
    ['in the query among others', {}, `/?a=1&token=${token}&b=2`],
    ['in the query beside other credentials', { authorization: 'Basic eDp5' }, `/?token=${token}`],
    [
      'through the gateway',
      { authorization: `Bearer ${token}`, 'x-forwarded-for': '1.2.3.4' },
      '/',
    ],
  ])('a caller with the token is let in: %s', (_name, headers, url) => {
    expect(outcome(asked(headers as Record<string, string>, url), [token])).toBe('admitted');
  });

  test('any of the configured tokens will do', () => {
    const request = asked({ authorization: `Bearer ${other}` });
    expect(outcome(request, [token, other])).toBe('admitted');
    expect(outcome(request, [undefined, other])).toBe('admitted');
    expect(outcome(request, [token, undefined])).toBe(401);
  });

  test.each([
    ['nothing', {}, '/'],
    ['another token', { authorization: `Bearer ${other}` }, '/'],
    ['a part of it', { authorization: `Bearer ${token.slice(0, -1)}` }, '/'],
    ['more than it', { authorization: `Bearer ${token}x` }, '/'],
    ['it in another case', { authorization: `Bearer ${token.toUpperCase()}` }, '/'],
    ['it without its scheme', { authorization: token }, '/'],
    ['it by another scheme', { authorization: `Basic ${token}` }, '/'],
    ['an empty bearer', { authorization: 'Bearer ' }, '/'],
    ['an empty query', {}, '/?token='],
    ['it under another name', {}, `/?Token=${token}`],
    ['it in the path', {}, `/${token}`],
    ['it behind the fragment', {}, `/?a=1#token=${token}`],
    ['a wrong bearer beside it', { authorization: 'Bearer x' }, `/?token=${token}`],
    ['letters that are not ASCII', { authorization: `Bearer ${'é'.repeat(24)}` }, '/'],
  ])('a caller is refused with 401 who presents %s', (_name, headers, url) => {
    expect(outcome(asked(headers as Record<string, string>, url), [token])).toBe(401);
  });
});

describe('without a configured token', () => {
  test('the inside of the cluster is let in', () => {
    expect(outcome(asked({}), [])).toBe('admitted');
    expect(outcome(asked({}), [undefined, undefined])).toBe('admitted');
  });

  test.each([
    ['x-forwarded-for', '203.0.113.7'],
    ['x-forwarded-for', ''],
    ['forwarded', 'for=203.0.113.7'],
  ])('what came through the public gateway is refused: %s: %s', (name, value) => {
    expect(outcome(asked({ [name]: value }), [])).toBe(403);
    expect(outcome(asked({ [name]: value, authorization: 'Bearer undefined' }), [undefined])).toBe(
      403,
    );
    expect(outcome(asked({ [name]: value }, '/?token=undefined'), [undefined])).toBe(403);
  });
});
