import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Account } from './account.ts';
import type { RateBudgets } from './rate-budgets.ts';

/** The budgets under test, and the X that speaks of them. */
export interface OpenRateBudgets {
  readonly budgets: RateBudgets;
  readonly account: Account;
  /** Of another app. */
  readonly other: Account;
  now(): number;
  /** The account calls the endpoint behind this path, and X says so much of its limit. */
  called(account: Account, path: string, said: Said, method?: 'GET' | 'POST'): Promise<void>;
  pass(ms: number): Promise<void>;
  close(): Promise<void>;
}

/** What X says in one answer. */
export interface Said {
  readonly limit: number;
  readonly remaining: number;
  readonly resetMs: number;
}

const v2 = { messages: 'v2', events: 'v2' } as const;

/** What every implementation of {@link RateBudgets} promises. */
export function rateBudgetsConformance(name: string, open: () => Promise<OpenRateBudgets>): void {
  describe(`rate budgets, ${name}`, () => {
    let opened: OpenRateBudgets;
    const minutes = (count: number) => Math.ceil(opened.now() / 1_000 + count * 60) * 1_000;
    const said = (remaining: number, resetMs = minutes(15)): Said => ({
      limit: 900,
      remaining,
      resetMs,
    });

    beforeEach(async () => {
      opened = await open();
    });
    afterEach(() => opened.close());

    test('nothing is known before X has said something', () => {
      expect(opened.budgets.of(opened.account)).toEqual([]);
    });

    test('what X said last of an endpoint is known', async () => {
      await opened.called(opened.account, '/1.1/users/show.json', said(899));
      const last = said(898);
      await opened.called(opened.account, '/1.1/users/show.json', last);

      expect(opened.budgets.of(opened.account)).toEqual([
        { endpoint: 'GET /1.1/users/show.json', window: '15m', ...last },
      ]);
    });

    test('endpoints are told apart, in order', async () => {
      await opened.called(opened.account, '/1.1/users/show.json', said(3));
      await opened.called(opened.account, '/1.1/account/verify_credentials.json', said(2));

      const told = opened.budgets.of(opened.account);
      expect(told.map(({ endpoint, remaining }) => [endpoint, remaining])).toEqual([
        ['GET /1.1/account/verify_credentials.json', 2],
        ['GET /1.1/users/show.json', 3],
      ]);
    });

    test('accounts are told apart', async () => {
      await opened.called(opened.account, '/1.1/users/show.json', said(3));
      await opened.called(opened.other, '/1.1/users/show.json', said(7));

      expect(opened.budgets.of(opened.account)).toMatchObject([{ remaining: 3 }]);
      expect(opened.budgets.of(opened.other)).toMatchObject([{ remaining: 7 }]);
    });

    test('of sending, what X said last is known, also of a window that has ended', async () => {
      const sending = '/1.1/direct_messages/events/new.json';
      expect(opened.budgets.ofSending(opened.account)).toEqual([]);
      await opened.called(opened.account, '/1.1/users/show.json', said(3));
      await opened.called(opened.account, sending, said(4, minutes(1)), 'POST');
      const known = { endpoint: `POST ${sending}`, window: '15m', limit: 900, remaining: 4 };
      expect(opened.budgets.ofSending(opened.account)).toMatchObject([known]);
      expect(opened.budgets.ofSending(opened.other)).toEqual([]);
      expect(opened.budgets.ofSending({ ...opened.account, apis: v2 })).toEqual([]);

      await opened.pass(61_000);
      expect(opened.budgets.ofSending(opened.account)).toMatchObject([known]);
    });

    test('a window that has ended is forgotten', async () => {
      await opened.called(opened.account, '/1.1/users/show.json', said(3, minutes(1)));
      await opened.called(opened.account, '/1.1/account/verify_credentials.json', said(2));
      await opened.pass(61_000);

      expect(opened.budgets.of(opened.account)).toMatchObject([{ remaining: 2 }]);
    });
  });
}
