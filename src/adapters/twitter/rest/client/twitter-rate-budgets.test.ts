import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import type { Account } from '../../../../domain/accounts/account.ts';
import { rateBudgetsConformance } from '../../../../domain/accounts/rate-budgets.conformance.ts';
import { TwitterClient, type TwitterRequest } from './twitter-client.ts';
import { TwitterRateBudgets } from './twitter-rate-budgets.ts';

const accountOf = (id: string, app = id): Account => ({
  id,
  state: 'active',
  credentials: {
    consumerKey: `key of app ${app}`,
    consumerSecret: 'secret',
    accessToken: `token of ${id}`,
    accessTokenSecret: 'token secret',
  },
});
const account = accountOf('1');

rateBudgetsConformance('headers of X', async () => {
  let nowMs = Date.UTC(2026, 0, 1);
  let headers: Record<string, string> = {};
  const server = createServer((_, response) => response.writeHead(200, headers).end('{}'));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const budgets = new TwitterRateBudgets(() => nowMs);
  const client = new TwitterClient({
    baseUrl,
    answered: (request, given) => budgets.note(request, given),
  });
  return {
    budgets,
    account,
    other: accountOf('2'),
    now: () => nowMs,
    called: async ({ credentials }, path, { limit, remaining, resetMs }, method = 'GET') => {
      headers = told('x-rate-limit', limit, remaining, resetMs);
      await client.request({ method, path, auth: { kind: 'user', credentials } });
    },
    pass: async (ms) => void (nowMs += ms),
    close: async () => {
      await client.close();
      server.close();
    },
  };
});

const told = (name: string, limit: number, remaining: number, resetMs: number) => ({
  [`${name}-limit`]: String(limit),
  [`${name}-remaining`]: String(remaining),
  [`${name}-reset`]: String(resetMs / 1_000),
});

const startMs = Date.UTC(2026, 0, 1);
const inMs = (minutes: number) => startMs + minutes * 60_000;
const asUser = (path: string, credentials = account.credentials): TwitterRequest => ({
  method: 'POST',
  path,
  auth: { kind: 'user', credentials },
});
const show = '/1.1/users/show.json';

describe('what X says of its limits', () => {
  test('of a day belongs to the account, or to the app and so to all of its accounts', () => {
    const budgets = new TwitterRateBudgets(() => startMs);
    const colleague = accountOf('2', '1');
    budgets.note(asUser('/1.1/direct_messages/events/new.json'), {
      ...told('x-rate-limit', 1_000, 999, inMs(1_440)),
      ...told('x-user-limit-24hour', 1_000, 998, inMs(1_440)),
      ...told('x-app-limit-24hour', 15_000, 14_000, inMs(1_440)),
    });

    const own = budgets.of(account).map(({ window, remaining }) => [window, remaining]);
    expect(own).toEqual([
      ['24h', 999],
      ['24h-account', 998],
      ['24h-app', 14_000],
    ]);
    expect(budgets.of(colleague)).toMatchObject([{ window: '24h-app', remaining: 14_000 }]);
    expect(budgets.of(accountOf('3'))).toEqual([]);
  });

  test('within a window never rises, whichever answer comes last', () => {
    const budgets = new TwitterRateBudgets(() => startMs);
    for (const remaining of [5, 3, 4]) {
      budgets.note(asUser(show), told('x-rate-limit', 15, remaining, inMs(15)));
    }
    expect(budgets.of(account)).toMatchObject([{ remaining: 3 }]);
    budgets.note(asUser(show), told('x-rate-limit', 15, 14, inMs(30)));
    expect(budgets.of(account)).toMatchObject([{ remaining: 14 }]);
  });

  test('ends when it ends, though X may say so by a second or two earlier or later', () => {
    let nowMs = startMs;
    const budgets = new TwitterRateBudgets(() => nowMs);
    budgets.note(asUser(show), told('x-rate-limit', 15, 3, inMs(1_000)));
    nowMs = inMs(990);
    for (const ms of [-1_000, 1_000]) {
      budgets.note(asUser(show), told('x-rate-limit', 15, 5, inMs(1_000) + ms));
    }
    expect(budgets.of(account)).toMatchObject([
      { window: '24h', remaining: 3, resetMs: inMs(1_000) + 1_000 },
    ]);
  });

  test('closes an endpoint until its window ends, to the account alone, and not for messages', () => {
    let nowMs = startMs;
    const budgets = new TwitterRateBudgets(() => nowMs);
    const typing = asUser('/1.1/direct_messages/indicate_typing.json');
    expect(budgets.spentUntilMs(typing)).toBeUndefined();
    budgets.note(typing, told('x-rate-limit', 1_000, 1, inMs(15)));
    expect(budgets.spentUntilMs(typing)).toBeUndefined();
    budgets.note(typing, told('x-rate-limit', 1_000, 0, inMs(15)));
    expect(budgets.spentUntilMs(typing)).toBe(inMs(15));
    expect(
      budgets.spentUntilMs(asUser(typing.path, accountOf('2', '1').credentials)),
    ).toBeUndefined();
    expect(budgets.spentUntilMs(asUser(show))).toBeUndefined();
    expect(budgets.spentUntilMs({ ...typing, sendsMessage: true })).toBeUndefined();
    nowMs = inMs(15);
    expect(budgets.spentUntilMs(typing)).toBeUndefined();
  });

  test('to an app is shown with each of its accounts', () => {
    const budgets = new TwitterRateBudgets(() => startMs);
    const { consumerKey } = account.credentials;
    const path = '/1.1/account_activity/all/prod/webhooks.json';
    const headers = told('x-rate-limit', 15, 14, inMs(15));
    budgets.note({ method: 'GET', path, auth: { kind: 'app', token: 'b', consumerKey } }, headers);
    budgets.note({ method: 'GET', path: show, auth: { kind: 'app', token: 'b' } }, headers);

    for (const one of [account, accountOf('2', '1')]) expect(budgets.of(one)).toHaveLength(1);
  });

  test('of a long window stays so until its end', () => {
    let nowMs = startMs;
    const budgets = new TwitterRateBudgets(() => nowMs);
    budgets.note(asUser(show), told('x-rate-limit', 100, 9, inMs(1_000)));
    nowMs = inMs(990);
    budgets.note(asUser(show), told('x-rate-limit', 100, 8, inMs(1_000)));
    expect(budgets.of(account)).toMatchObject([{ window: '24h', remaining: 8 }]);
  });

  test.each([
    ['/1.1/account_activity/all/prod/webhooks/123.json', 'all/{environment}/webhooks/{id}.json'],
    ['/1.1/account_activity/all/prod/subscriptions/list.json', '{environment}/subscriptions/list'],
    ['/1.1/account_activity/all/webhooks.json', '/1.1/account_activity/all/webhooks.json'],
    ['/1.1/account_activity/all/subscriptions/count.json', 'all/subscriptions/count.json'],
    ['/2/users/by/username/ada', 'POST /2/users/by/username/{name}'],
    ['/2/dm_conversations/with/99/messages', 'POST /2/dm_conversations/with/{id}/messages'],
    ['/2/users/7', 'POST /2/users/{id}'],
  ])('of %s is said of all ids', (path, endpoint) => {
    const budgets = new TwitterRateBudgets(() => startMs);
    budgets.note(asUser(path), told('x-rate-limit', 15, 14, inMs(15)));
    expect(budgets.of(account)[0]?.endpoint).toContain(endpoint);
  });

  test.each([
    ['no reset', { 'x-rate-limit-limit': '15', 'x-rate-limit-remaining': '14' }],
    ['an end in the past', told('x-rate-limit', 15, 14, startMs)],
    ['an end next year', told('x-rate-limit', 15, 14, inMs(600_000))],
    ['no numbers', told('x-rate-limit', Number.NaN, 14, inMs(15))],
    ['less than nothing', told('x-rate-limit', 15, -1, inMs(15))],
  ])('with %s is not believed', (_name, headers) => {
    const budgets = new TwitterRateBudgets(() => startMs);
    budgets.note(asUser(show), headers);
    expect(budgets.of(account)).toEqual([]);
  });

  test('takes bounded room, and the latest is kept', () => {
    const budgets = new TwitterRateBudgets(() => startMs);
    const headers = told('x-rate-limit', 15, 14, inMs(15));
    for (let n = 0; n < 500; n++) budgets.note(asUser(`/1.1/x${n}.json`), headers);
    expect(budgets.of(account)).toHaveLength(100);
    expect(budgets.of(account).at(-1)?.endpoint).toBe('POST /1.1/x499.json');

    for (let n = 2; n < 1_200; n++) {
      budgets.note(asUser(show, accountOf(String(n)).credentials), headers);
    }
    expect(budgets.of(account)).toEqual([]);
    expect(budgets.of(accountOf('1199'))).toHaveLength(1);
  });
});
