import type { Accounts } from '../../domain/accounts/accounts.ts';
import { servedAccount } from '../../domain/accounts/served-account.ts';
import type { HealOnDemand } from '../../domain/watch/heal-on-demand.ts';
import type { Watches } from '../../domain/watch/watches.ts';
import { accountFaults, accountIdIn, accountIdOf } from './account-fields.ts';
import { type CallContext, type Report, serverStream, unary } from './calls.ts';
import type {
  HealGapRequest,
  HealGapResponse,
  WatchServiceServer,
} from './generated/twitter_connector/v1/watch.ts';
import { checked, timeFaults } from './request-fields.ts';
import { gapOut, watchOut } from './watch-out.ts';

export interface WatchUseCases {
  readonly accounts: Accounts;
  readonly watches: Watches;
  readonly healOnDemand: HealOnDemand;
}

/** What is watched of accounts, and the looking for what was missed. */
export function watchService(useCases: WatchUseCases, report: Report): WatchServiceServer {
  return {
    getWatch: unary(async ({ account }) => {
      const { id } = servedAccount(useCases.accounts, accountIdIn('account', account));
      const watch = (await useCases.watches.find(id)) ?? { accountId: id };
      return { watch: watchOut(watch) };
    }, report),

    healGap: serverStream((request, context) => heal(useCases, request, context), report),
  };
}

async function* heal(
  { healOnDemand }: WatchUseCases,
  { account, fromTime, toTime }: HealGapRequest,
  { signal }: CallContext,
): AsyncGenerator<HealGapResponse> {
  const missing = fromTime === undefined ? ['from_time is missing'] : [];
  const faults = [...timeFaults('from_time', fromTime), ...timeFaults('to_time', toTime)];
  checked(accountFaults('account', account), missing, faults);
  const [fromMs, toMs] = [fromTime?.getTime() ?? 0, toTime?.getTime()];
  const gaps = healOnDemand.execute(accountIdOf(account), fromMs, toMs, signal);
  for await (const gap of gaps) yield { gap: gapOut(gap) };
}
