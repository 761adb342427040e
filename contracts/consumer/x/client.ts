import { TwitterClient } from '../../../src/adapters/twitter/rest/client/twitter-client.ts';
import type { Account } from '../../../src/domain/accounts/account.ts';
import { accountId, credentials, environmentName, sentAtMs } from '../../people.ts';

/** The account that acts, and its environment. */
export const account: Account = { id: accountId, state: 'active', credentials };
export const environment = { name: environmentName, credentials };

/** Lets something be done with our client of X. */
export async function withX<T>(
  url: string,
  act: (client: TwitterClient) => Promise<T>,
): Promise<T> {
  const client = new TwitterClient({ baseUrl: url, timeoutMs: 5_000, now: () => sentAtMs });
  try {
    return await act(client);
  } finally {
    await client.close();
  }
}
