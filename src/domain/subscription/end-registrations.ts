import type { Account } from '../accounts/account.ts';
import type { Accounts } from '../accounts/accounts.ts';
import { Failure } from '../errors.ts';

/**
 * Keeps that an administrator ended where these accounts' events come from, or began it again, so
 * that what is watched is what administrators want. Fails with `unavailable`.
 */
export async function keepEnded(
  accounts: Pick<Accounts, 'save'>,
  concerned: readonly Account[],
  ended: boolean,
): Promise<void> {
  for (const account of concerned) {
    const { registration } = account;
    if (registration === undefined || (registration.ended === true) === ended) continue;
    const { ended: _, ...place } = registration;
    const changed = {
      ...account,
      registration: { ...place, ...(ended && { ended: true as const }) },
    };
    await accounts.save(changed).catch(() => {
      throw new Failure('unavailable', 'the journal failed');
    });
  }
}
