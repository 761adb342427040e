import type { Container } from 'inversify';
import type { MeasuredAccount, States } from '../../adapters/telemetry/states.ts';
import type { AccountStatus } from '../../domain/accounts/show-accounts.ts';
import { tokens } from '../tokens.ts';

/** So many accounts are measured one by one. */
const accountsMax = 200;

/** How things stand in the container, as it is measured. */
export function statesOf(from: Container): States {
  const engine = from.get(tokens.lanes);
  return {
    waiting: () => from.get(tokens.countWaiting).execute(),
    targets: () => engine.targets(),
    journalFailing: () => engine.journalFailedAtMs !== undefined,
    watches: () => from.get(tokens.watches).all(),
    accounts: () =>
      from
        .get(tokens.showAccounts)
        .page(accountsMax)
        .accounts.map((status) => measured(status, from)),
  };
}

function measured(status: AccountStatus, from: Container): MeasuredAccount {
  const { id, lastEventMs, rateBudgets, state } = status;
  const account = from.get(tokens.accounts).find(id);
  const webhookValid = account && from.get(tokens.webhooks).validityOf(account);
  return {
    id,
    usable: state === 'active',
    rateBudgets,
    ...(lastEventMs !== undefined && { lastEventMs }),
    ...(webhookValid !== undefined && { webhookValid }),
  };
}
