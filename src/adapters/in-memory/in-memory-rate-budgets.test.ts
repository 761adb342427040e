import type { Account } from '../../domain/accounts/account.ts';
import { rateBudgetsConformance } from '../../domain/accounts/rate-budgets.conformance.ts';
import { InMemoryRateBudgets } from './in-memory-rate-budgets.ts';
import { ManualClock } from './manual-clock.ts';

const credentials = {
  consumerKey: 'key',
  consumerSecret: 'secret',
  accessToken: 'token',
  accessTokenSecret: 'token secret',
};
const account: Account = { id: '1', state: 'active', credentials };

rateBudgetsConformance('in memory', async () => {
  const clock = new ManualClock();
  const budgets = new InMemoryRateBudgets(clock);
  return {
    budgets,
    account,
    other: { ...account, id: '2' },
    now: () => clock.now(),
    called: async ({ id }, path, said, method = 'GET') =>
      budgets.say(id, { endpoint: `${method} ${path}`, window: '15m', ...said }),
    pass: (ms) => clock.advance(ms),
    close: async () => {},
  };
});
