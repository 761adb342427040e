import { type Account, apisOf } from '../accounts/account.ts';
import type { Accounts } from '../accounts/accounts.ts';
import { Failure } from '../errors.ts';

/**
 * Keeps that an administrator ended where these accounts' events come from, or began it again, so
 * that what is watched is what administrators want. One that was removed, or moved, meanwhile stays
 * as it is. Fails with `unavailable`.
 */
export async function keepEnded(
  accounts: Pick<Accounts, 'change'>,
  concerned: readonly Account[],
  ended: boolean,
): Promise<void> {
  for (const then of concerned) {
    if (then.registration === undefined) continue;
    const change = (account: Account) =>
      placeOf(account) === placeOf(then) ? withEnd(account, ended) : undefined;
    await accounts.change(then.id, change).catch(() => {
      throw new Failure('unavailable', 'the journal failed');
    });
  }
}

function withEnd(account: Account, ended: boolean): Account | undefined {
  const { registration } = account;
  if (registration === undefined || (registration.ended === true) === ended) return undefined;
  const { ended: _, ...place } = registration;
  return { ...account, registration: { ...place, ...(ended && { ended: true as const }) } };
}

/** From where its events come. */
const placeOf = (account: Account): string => {
  const { environmentName, webhookUrl } = account.registration ?? {};
  const { consumerKey } = account.credentials;
  return JSON.stringify([consumerKey, apisOf(account).events, environmentName, webhookUrl]);
};
