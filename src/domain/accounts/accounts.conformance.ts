import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Account, UserToken } from './account.ts';
import type { Accounts } from './accounts.ts';
import type { ChannelTypes } from './channel-types.ts';

/** One opening of the accounts under test; `reopen` is a restart. */
export interface OpenAccounts {
  readonly accounts: Accounts;
  readonly channelTypes: ChannelTypes;
  reopen(): Promise<OpenAccounts>;
  close(): Promise<void>;
}

const account = (id: string, consumerKey = 'key'): Account => ({
  id,
  state: 'active',
  credentials: {
    consumerKey,
    consumerSecret: `secret of ${consumerKey}`,
    accessToken: 'token',
    accessTokenSecret: 'token secret',
  },
});

/** What every implementation of {@link Accounts} and {@link ChannelTypes} promises. */
export function accountsConformance(name: string, open: () => Promise<OpenAccounts>): void {
  describe(`${name} keeps accounts`, () => {
    let opened: OpenAccounts;

    beforeEach(async () => {
      opened = await open();
    });
    afterEach(() => opened.close());

    test('knows nobody at first', () => {
      expect(opened.accounts.all()).toEqual([]);
      expect(opened.accounts.find('1')).toBeUndefined();
    });

    test('finds an account as soon as it is saved', async () => {
      await opened.accounts.save(account('1'));

      expect(opened.accounts.find('1')).toEqual(account('1'));
      expect(opened.accounts.find('2')).toBeUndefined();
    });

    test('replaces an account that is saved again, its state and all of its credentials', async () => {
      const { credentials } = account('1', 'new key');
      const renewed: Account = {
        id: '1',
        state: 'revoked',
        credentials: { ...credentials, bearerToken: 'bearer' },
      };
      await opened.accounts.save(account('1'));
      await opened.accounts.save(renewed);

      expect(opened.accounts.all()).toEqual([renewed]);
      opened = await opened.reopen();
      expect(opened.accounts.all()).toEqual([renewed]);
    });

    test('forgets credentials that a replacement lacks', async () => {
      const { credentials } = account('1');
      await opened.accounts.save({
        ...account('1'),
        credentials: { ...credentials, bearerToken: 'b' },
      });
      await opened.accounts.save(account('1'));

      opened = await opened.reopen();
      expect(opened.accounts.find('1')).toEqual(account('1'));
    });

    test('keeps where the events of an account come from', async () => {
      const registration = { environmentName: 'prod', webhookUrl: 'https://a.example/1' };
      await opened.accounts.save({ ...account('1'), registration });

      opened = await opened.reopen();
      expect(opened.accounts.find('1')).toEqual({ ...account('1'), registration });
    });

    test('keeps the other app of an account that moves, for as long as it is saved with it', async () => {
      const keys = { consumerKey: 'other', consumerSecret: 'other secret' };
      const moving = { ...keys, webhookUrl: 'https://a.example/1', isNext: true, untilMs: 7 };
      await opened.accounts.save({ ...account('1'), moving });

      opened = await opened.reopen();
      expect(opened.accounts.find('1')).toEqual({ ...account('1'), moving });
      await opened.accounts.save(account('1'));
      opened = await opened.reopen();
      expect(opened.accounts.find('1')).toEqual(account('1'));
    });

    test('keeps which APIs an account uses, and its OAuth 2.0 tokens', async () => {
      const { credentials } = account('1');
      const userToken = {
        clientId: 'client',
        accessToken: 'a',
        refreshToken: 'r2',
        expiresAtMs: 7,
        givenRefreshToken: 'r1',
      };
      const apis = { messages: 'v2', events: 'x-activity' } as const;
      const connected: Account = {
        ...account('1'),
        apis,
        credentials: { ...credentials, userToken },
      };
      await opened.accounts.save(connected);

      opened = await opened.reopen();
      expect(opened.accounts.find('1')).toEqual(connected);
    });

    test('keeps the later token of a connection, whichever is saved last', async () => {
      const token = (refreshToken: string, expiresAtMs: number, givenRefreshToken = 'r1') => ({
        clientId: 'client',
        accessToken: `a of ${refreshToken}`,
        refreshToken,
        expiresAtMs,
        givenRefreshToken,
      });
      const connected = (userToken: UserToken, more: Partial<Account> = {}): Account => ({
        ...account('1'),
        ...more,
        credentials: { ...account('1').credentials, userToken },
      });
      await opened.accounts.save(connected(token('r2', 7)));
      await opened.accounts.save(connected(token('r1', 0), { state: 'revoked' }));
      const kept = connected(token('r2', 7), { state: 'revoked' });
      expect(opened.accounts.find('1')).toEqual(kept);
      opened = await opened.reopen();
      expect(opened.accounts.find('1')).toEqual(kept);

      await opened.accounts.save(connected(token('r3', 9)));
      expect(opened.accounts.find('1')).toEqual(connected(token('r3', 9)));
      await opened.accounts.save(connected(token('s1', 0, 's1')));
      expect(opened.accounts.find('1')).toEqual(connected(token('s1', 0, 's1')));
      await opened.accounts.save(account('1'));
      expect(opened.accounts.find('1')).toEqual(account('1'));
    });

    test('keeps since when it is known that X takes its credentials', async () => {
      await opened.accounts.save({ ...account('1'), provenAtMs: 7 });

      opened = await opened.reopen();
      expect(opened.accounts.find('1')).toEqual({ ...account('1'), provenAtMs: 7 });
    });

    test('changes an account as it is kept, and tells what it was and is', async () => {
      await opened.accounts.save(account('1'));
      const now: Account = { ...account('1'), state: 'unauthorized' };
      const change = opened.accounts.change('1', (kept) => ({ ...kept, state: 'unauthorized' }));

      expect(await change).toEqual({ before: account('1'), now });
      expect(opened.accounts.find('1')).toEqual(now);
      opened = await opened.reopen();
      expect(opened.accounts.find('1')).toEqual(now);
    });

    test('leaves an account as it is where nothing is to be changed', async () => {
      await opened.accounts.save(account('1'));
      expect(await opened.accounts.change('1', () => undefined)).toBeUndefined();

      opened = await opened.reopen();
      expect(opened.accounts.all()).toEqual([account('1')]);
    });

    test('changes nobody who is not there', async () => {
      expect(await opened.accounts.change('1', () => account('1'))).toBeUndefined();
      expect(opened.accounts.all()).toEqual([]);
    });

    test('begins each of many changes with what the one before has left', async () => {
      await opened.accounts.save({ ...account('1'), provenAtMs: 0 });
      const count = ({ provenAtMs = 0, ...kept }: Account) => ({
        ...kept,
        provenAtMs: provenAtMs + 1,
      });
      await Promise.all(Array.from({ length: 5 }, () => opened.accounts.change('1', count)));

      expect(opened.accounts.find('1')?.provenAtMs).toBe(5);
    });

    test('keeps every account across a restart', async () => {
      await opened.accounts.save(account('1'));
      await opened.accounts.save(account('2', 'key of “2” ✓'));

      opened = await opened.reopen();
      expect(opened.accounts.find('2')).toEqual(account('2', 'key of “2” ✓'));
      expect(
        opened.accounts
          .all()
          .map(({ id }) => id)
          .sort(),
      ).toEqual(['1', '2']);
    });

    test('forgets a removed account, also across a restart', async () => {
      await opened.accounts.save(account('1'));
      await opened.accounts.save(account('2'));
      await opened.accounts.remove('1');

      expect(opened.accounts.find('1')).toBeUndefined();
      opened = await opened.reopen();
      expect(opened.accounts.all()).toEqual([account('2')]);
    });

    test('removing an unknown account has no effect', async () => {
      await opened.accounts.save(account('1'));
      await opened.accounts.remove('2');

      expect(opened.accounts.all()).toEqual([account('1')]);
    });

    test('remembers a channel type once, across restarts', async () => {
      expect(await opened.channelTypes.all()).toEqual([]);
      await opened.channelTypes.remember('b');
      await opened.channelTypes.remember('a');
      await opened.channelTypes.remember('b');

      opened = await opened.reopen();
      expect([...(await opened.channelTypes.all())].sort()).toEqual(['a', 'b']);
    });
  });
}
