import { type Account, isSameApp } from '../accounts/account.ts';
import type { Accounts } from '../accounts/accounts.ts';
import { Failure } from '../errors.ts';
import { StepFailed } from '../steps.ts';
import type { Registration } from './registration.ts';

/** Whoever brings another app would sign the account's events from then on. */
export function refuseAnotherApp(
  { credentials, unvouched }: Registration,
  before: Account | undefined,
  accounts: Pick<Accounts, 'all'>,
): void {
  if (unvouched === undefined) return;
  const { consumerKey } = credentials;
  // X has seen the secret in a signature of OAuth 1.0a alone.
  const isProven = credentials.accessToken !== '';
  const contradicts = (one: Account) =>
    one.credentials.consumerKey === consumerKey && !isSameApp(one.credentials, credentials);
  const isOther = before !== undefined && before.credentials.consumerKey !== consumerKey;
  if (!isOther && (isProven || !accounts.all().some(contradicts))) return;
  throw new StepFailed(
    'keep-credentials',
    new Failure(
      'conflict',
      isOther
        ? 'the account is served with the keys of another app'
        : 'another secret of this app is in use',
    ),
    'Change the app from inside the cluster, or configure ADMIN_TOKEN and present it.',
  );
}
