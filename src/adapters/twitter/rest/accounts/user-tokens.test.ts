import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Account } from '../../../../domain/accounts/account.ts';
import { InMemoryAccounts } from '../../../in-memory/in-memory-accounts.ts';
import { InMemoryDuties } from '../../../in-memory/in-memory-duties.ts';
import { systemClock } from '../../../system/system-clock.ts';
import { connectedBy, givenToken, TokenIssuer } from './token-issuer.conformance.ts';
import { TwitterClient } from '../client/twitter-client.ts';
import { UserTokens } from './user-tokens.ts';

let x: TokenIssuer;
let client: TwitterClient;
let kept: Map<string, Account>;
let duties: InMemoryDuties;
/** How far the clock is ahead. */
let laterMs: number;
const clock = { ...systemClock, now: () => systemClock.now() + laterMs };

const replica = (accounts = new InMemoryAccounts(kept)) =>
  new UserTokens({ client, accounts, duties, clock });
const account = (userToken = givenToken): Account => ({
  id: '1',
  state: 'active',
  credentials: connectedBy(userToken),
});
const keptToken = () => kept.get('1')?.credentials.userToken;
const call = async (tokens: UserTokens, more: { stream?: boolean } = {}) => {
  const auth = await tokens.of(account());
  const bytes = (async function* () {
    yield Buffer.from('x');
  })();
  const stream = { contentType: 'text/plain', sizeBytes: 1, bytes };
  return client.request({ method: 'POST', path: '/2/any', auth, ...(more.stream && { stream }) });
};

beforeEach(async () => {
  x = await TokenIssuer.start();
  client = new TwitterClient({ baseUrl: x.url, timeoutMs: 5_000, now: () => clock.now() });
  kept = new Map([['1', account()]]);
  duties = new InMemoryDuties();
  laterMs = 0;
});
afterEach(async () => {
  x.close();
  await client.close();
});

describe('an account proves itself', () => {
  const own = { accessToken: 'at', accessTokenSecret: 'ats' };

  test('by its signature where it has one, and asks for no token', async () => {
    const credentials = { ...connectedBy(), ...own };
    expect(await replica().of({ id: '1', credentials })).toEqual({ kind: 'user', credentials });
    expect(x.refreshes).toEqual([]);
  });

  test('by OAuth 2.0 in a call that takes nothing else', async () => {
    kept.set('1', { ...account(), credentials: { ...connectedBy(), ...own } });
    const caller = { id: '1', credentials: { ...connectedBy(), ...own } };
    expect(await replica().of(caller, 'oauth2')).toMatchObject({ token: 'a2' });
  });

  test('not at all where it has no tokens of that kind', async () => {
    const { userToken: _, ...credentials } = { ...connectedBy(), ...own };
    const proving = replica().of({ id: '1', credentials }, 'oauth2');
    await expect(proving).rejects.toMatchObject({ code: 'unauthorized' });
  });
});

describe('a token', () => {
  test('is renewed once, however many calls need it', async () => {
    const tokens = replica();
    await Promise.all(Array.from({ length: 50 }, () => call(tokens)));
    expect(x.refreshes).toHaveLength(1);
    expect(new Set(x.calls)).toEqual(new Set(['a2']));
  });

  test('is renewed once by two processes', async () => {
    const replicas = [replica(), replica()];
    await Promise.all(replicas.flatMap((tokens) => [call(tokens), call(tokens)]));
    expect(x.refreshes).toHaveLength(1);
    expect(new Set(x.calls)).toEqual(new Set(['a2']));
  });

  test('that another process renewed is asked for before the refresh token is taken', async () => {
    const stale = account();
    await call(replica());
    let isCurrent = false;
    const accounts = Object.assign(new InMemoryAccounts(kept), {
      find: () => (isCurrent ? kept.get('1') : stale),
      current: async () => {
        isCurrent = true;
      },
    });
    await call(replica(accounts));
    expect([x.refreshes.length, x.calls]).toEqual([1, ['a2', 'a2']]);
  });

  test('is kept before it is used', async () => {
    const accounts = new InMemoryAccounts(kept);
    const save = accounts.save.bind(accounts);
    const callsWhenSaved: number[] = [];
    accounts.save = async (saved) => {
      callsWhenSaved.push(x.calls.length);
      await save(saved);
    };
    await call(replica(accounts));
    expect(callsWhenSaved).toEqual([0]);
    expect(keptToken()).toEqual({
      ...givenToken,
      accessToken: 'a2',
      refreshToken: 'r2',
      expiresAtMs: expect.any(Number),
    });
  });

  test('works until a minute before its end, also after a restart', async () => {
    await call(replica());
    laterMs = 7_130_000;
    await call(replica());
    expect(x.refreshes).toHaveLength(1);
    laterMs = 7_150_000;
    await call(replica());
    expect([x.refreshes.length, x.calls.at(-1)]).toEqual([2, 'a3']);
  });

  test('later ends later, also when the clock went back', async () => {
    laterMs = 600_000;
    const expiresAtMs = clock.now() + 8_000_000;
    laterMs = 0;
    kept.set('1', account({ ...givenToken, accessToken: 'a0', expiresAtMs }));
    await call(replica());
    expect(keptToken()).toMatchObject({ accessToken: 'a2', expiresAtMs: expiresAtMs + 1 });
  });

  test('that could not be kept is not used, and is kept and used the next time', async () => {
    const accounts = new InMemoryAccounts(kept);
    const save = accounts.save.bind(accounts);
    accounts.save = () => Promise.reject(new Error('disk full'));
    const tokens = replica(accounts);
    await expect(call(tokens)).rejects.toMatchObject({ code: 'unavailable' });
    expect(x.calls).toEqual([]);

    accounts.save = save;
    await call(tokens);
    expect([x.refreshes.length, x.calls, keptToken()?.refreshToken]).toEqual([1, ['a2'], 'r2']);
  });

  test('is not renewed by somebody who cannot know whether another process has', async () => {
    const current = () => Promise.reject(new Error('no database'));
    const accounts = Object.assign(new InMemoryAccounts(kept), { current });
    await expect(call(replica(accounts))).rejects.toMatchObject({ code: 'unavailable' });
    expect(x.refreshes).toEqual([]);
  });

  test('does not undo what was changed while it was renewed', async () => {
    const changed = Promise.withResolvers<void>();
    x.gate = changed.promise;
    const calling = call(replica());
    kept.set('1', { ...account(), state: 'revoked' });
    changed.resolve();
    await calling;
    expect(kept.get('1')).toMatchObject({ state: 'revoked' });
    expect(keptToken()?.refreshToken).toBe('r2');
  });

  test('is kept of an account that another process has changed, and of none that it removed', async () => {
    const stale = account();
    const accounts = Object.assign(new InMemoryAccounts(kept), { find: () => stale });
    const moved = { ...account(), apis: { messages: 'v2', events: 'x-activity' } } as const;
    kept.set('1', moved);
    await call(replica(accounts));
    expect(kept.get('1')).toEqual({ ...moved, credentials: connectedBy(keptToken()) });
    expect(keptToken()?.refreshToken).toBe('r2');

    x.newest = 1;
    kept.delete('1');
    await call(replica(accounts));
    expect(kept.size).toBe(0);
  });

  test('is not waited for longer than ten seconds, and is there for the next call', async () => {
    const gate = Promise.withResolvers<void>();
    x.gate = gate.promise;
    const due: (() => void)[] = [];
    const patient = {
      ...clock,
      after: (_: number, task: () => void) => (due.push(task), () => {}),
    };
    const accounts = new InMemoryAccounts(kept);
    const tokens = new UserTokens({ client, accounts, duties, clock: patient });
    const calling = call(tokens);
    await Promise.resolve();
    due[0]?.();
    await expect(calling).rejects.toMatchObject({ code: 'unavailable' });
    gate.resolve();
    await call(tokens);
    expect(x.refreshes).toHaveLength(1);
  });
});

describe('a token that X does not take though it should work', () => {
  const refused = { ...givenToken, accessToken: 'a1', expiresAtMs: Number.MAX_SAFE_INTEGER - 1 };

  test('is renewed, and the call is made once more', async () => {
    kept.set('1', account({ ...refused, accessToken: 'a0' }));
    await call(replica());
    expect([x.calls, x.refreshes.length]).toEqual([['a0', 'a2'], 1]);
  });

  test('is renewed once for many calls', async () => {
    kept.set('1', account({ ...refused, accessToken: 'a0' }));
    const tokens = replica();
    await Promise.all(Array.from({ length: 20 }, () => call(tokens)));
    expect(x.refreshes).toHaveLength(1);
  });

  test('is not renewed again and again', async () => {
    const tokens = replica();
    await call(tokens);
    x.newest = 99;
    await expect(call(tokens)).rejects.toMatchObject({ code: 'unauthorized' });
    expect(x.refreshes).toHaveLength(1);
  });

  test('is renewed, and a file that was on its way may be sent again', async () => {
    kept.set('1', account({ ...refused, accessToken: 'a0' }));
    const tokens = replica();
    await expect(call(tokens, { stream: true })).rejects.toMatchObject({ code: 'unavailable' });
    await call(tokens, { stream: true });
    expect(x.calls).toEqual(['a0', 'a2']);
  });
});
