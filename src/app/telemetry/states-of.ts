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
  const isWatched = from.get(tokens.configuration).WATCH_INTERVAL_MS > 0;
  return {
    waiting: () => from.get(tokens.countWaiting).execute(),
    targets: () => engine.targets(),
    journalFailing: async () =>
      engine.journalFailedAtMs !== undefined || from.get(tokens.journalProof).failed(),
    ...(isWatched && { watches: () => watchesIn(from) }),
    accounts: () => measuredIn(from).map((status) => measured(status, from)),
    accountsLeftOut: () => Math.max(0, from.get(tokens.accounts).all().length - accountsMax),
  };
}

const measuredIn = (from: Container): readonly AccountStatus[] =>
  from.get(tokens.showAccounts).page(accountsMax).accounts;

async function watchesIn(from: Container): Promise<readonly MeasuredWatch[]> {
  const known = new Map((await from.get(tokens.watches).all()).map((all) => [all.accountId, all]));
  const raised = from.get(tokens.alarms);
  return measuredIn(from).map(({ id }) => ({
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
