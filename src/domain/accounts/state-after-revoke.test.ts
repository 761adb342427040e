import { expect, test } from '@jest/globals';
import type { AccountState } from './account.ts';
import { accountOf } from './administered.model.ts';
import { stateAfterRevoke } from './state-after-revoke.ts';

const provenAtMs = 1_000_400;
const nowMs = 2_000_000;

test.each<[string, number, AccountState]>([
  ['since', 1_000_401, 'revoked'],
  ['in that second', 1_000_000, 'revoked'],
  ['just before, as far as clocks can tell', 999_999, 'unauthorized'],
  ['less than a minute before', 940_401, 'unauthorized'],
  ['a minute before', 940_400, 'active'],
  ['long ago', 0, 'active'],
])('what X took, and was revoked %s, is so: %d', (_, atMs, state) => {
  expect(stateAfterRevoke(accountOf('1', { provenAtMs }), atMs, nowMs)).toBe(state);
});

test('of credentials that X was not seen to take it cannot be known whether they are the newer', () => {
  for (const atMs of [0, provenAtMs, Number.MAX_SAFE_INTEGER]) {
    expect(stateAfterRevoke(accountOf('1'), atMs, nowMs)).toBe('unauthorized');
  }
});

test('what is over does not end the trouble that there is, and an account stays revoked', () => {
  const refused = accountOf('1', { state: 'unauthorized', provenAtMs });
  expect(stateAfterRevoke(refused, 0, nowMs)).toBe('unauthorized');
  for (const proof of [{ provenAtMs }, {}]) {
    const revoked = accountOf('1', { state: 'revoked', ...proof });
    for (const atMs of [0, provenAtMs - 1])
      expect(stateAfterRevoke(revoked, atMs, nowMs)).toBe('revoked');
  }
});

test.each<[string, number | undefined, AccountState]>([
  ['goes on', nowMs + 1, 'unauthorized'],
  ['goes on without an end', undefined, 'unauthorized'],
  ['is over', nowMs, 'revoked'],
])('while a move to another app %s, access of the other may be meant', (_, untilMs, state) => {
  const other = { consumerKey: 'other', consumerSecret: 'cs2', isNext: false };
  const moving = { ...other, ...(untilMs !== undefined && { untilMs }) };
  const account = accountOf('1', { provenAtMs, moving });
  expect(stateAfterRevoke(account, provenAtMs, nowMs)).toBe(state);
  expect(stateAfterRevoke(account, 0, nowMs)).toBe('active');
});
