import { expect, test } from '@jest/globals';
import type { AccountState } from './account.ts';
import { accountOf } from './administered.model.ts';
import { stateAfterRevoke } from './state-after-revoke.ts';

const provenAtMs = 1_000_400;

test.each<[string, number, AccountState]>([
  ['since', 1_000_401, 'revoked'],
  ['in that second', 1_000_000, 'revoked'],
  ['just before, as far as clocks can tell', 999_999, 'unauthorized'],
  ['less than a minute before', 940_401, 'unauthorized'],
  ['a minute before', 940_400, 'active'],
  ['long ago', 0, 'active'],
])('what X took, and was revoked %s, is so: %d', (_, atMs, state) => {
  expect(stateAfterRevoke(accountOf('1', { provenAtMs }), atMs)).toBe(state);
});

test('of credentials that X was not seen to take it cannot be known whether they are the newer', () => {
  for (const atMs of [0, provenAtMs, Number.MAX_SAFE_INTEGER]) {
    expect(stateAfterRevoke(accountOf('1'), atMs)).toBe('unauthorized');
  }
});

test('what is over does not end the trouble that there is, and an account stays revoked', () => {
  const refused = accountOf('1', { state: 'unauthorized', provenAtMs });
  expect(stateAfterRevoke(refused, 0)).toBe('unauthorized');
  for (const proof of [{ provenAtMs }, {}]) {
    const revoked = accountOf('1', { state: 'revoked', ...proof });
    for (const atMs of [0, provenAtMs - 1]) expect(stateAfterRevoke(revoked, atMs)).toBe('revoked');
  }
});
