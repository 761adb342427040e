import type { Accounts } from '../accounts/accounts.ts';
import { servedAccount } from '../accounts/served-account.ts';
import { InvalidInput } from '../errors.ts';
import type { Environment } from './webhooks.ts';

/** Which account we serve acts, and where. */
export interface Acting {
  readonly accountId: string;
  /** The environment that the account was registered in, when absent. */
  readonly environmentName?: string | undefined;
}

/**
 * Where an account acts. Fails with `not-found` when we do not serve it, and with `InvalidInput`
 * when the environment must be named and is not.
 */
export function actingEnvironment(accounts: Accounts, acting: Acting): Environment {
  const { credentials, registration } = servedAccount(accounts, acting.accountId);
  const name = acting.environmentName ?? registration?.environmentName;
  if (name !== undefined) return { name, credentials };
  throw new InvalidInput([
    `environment must be given, since account ${acting.accountId} was not registered through the connector`,
  ]);
}
