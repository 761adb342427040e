import type { Container } from 'inversify';
import type { MeasuredAccount, States } from '../../adapters/telemetry/states.ts';
import type { MeasuredWatch } from '../../adapters/telemetry/watch-states.ts';
import type { AccountStatus } from '../../domain/accounts/show-accounts.ts';
import { alarms } from '../../domain/watch/watch.ts';
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
    watches: () => watchesIn(from),
    accounts: () =>
      from
        .get(tokens.showAccounts)
        .page(accountsMax)
        .accounts.map((status) => measured(status, from)),
  };
}

async function watchesIn(from: Container): Promise<readonly MeasuredWatch[]> {
  const known = new Map((await from.get(tokens.watches).all()).map((all) => [all.accountId, all]));
  const raised = from.get(tokens.alarms);
  const accounts = from.get(tokens.accounts).all().slice(0, accountsMax);
  return accounts.map(({ id }) => ({
    ...(known.get(id) ?? { accountId: id }),
    alarms: alarms.filter((alarm) => raised.isRaised(id, alarm)),
  }));
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
