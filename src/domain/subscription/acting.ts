import type { Accounts } from '../accounts/accounts.ts';
import { servedAccount } from '../accounts/served-account.ts';
import { InvalidInput } from '../errors.ts';
import { type Environment, environmentOf, isAppWide } from './webhooks.ts';

/** Which account we serve acts, and where. */
export interface Acting {
  readonly accountId: string;
  /** The environment that the account was registered in, when absent; v1.1 alone has some. */
  readonly environmentName?: string | undefined;
}

/**
 * Where an account acts. Fails with `not-found` when we do not serve it, and with `InvalidInput`
 * when an environment must be named and is not.
 */
export function actingEnvironment(accounts: Accounts, acting: Acting): Environment {
  const account = servedAccount(accounts, acting.accountId);
  const name = acting.environmentName ?? account.registration?.environmentName;
  const environment = environmentOf(account, name ?? '');
  if (isAppWide(environment)) return { ...environment, name: '' };
  if (name !== undefined && name !== '') return environment;
  throw new InvalidInput([
    `environment must be given, since account ${acting.accountId} was not registered through the connector`,
  ]);
}
