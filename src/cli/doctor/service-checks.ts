import { status } from '@grpc/grpc-js';
import {
  HealthCheckRequest,
  HealthCheckResponse_ServingStatus,
  HealthService,
} from '../../adapters/grpc/generated/grpc/health/v1/health.ts';
import {
  type Account,
  AccountServiceService,
  ListAccountsRequest,
} from '../../adapters/grpc/generated/twitter_connector/v1/account.ts';
import {
  DeliveryServiceService,
  GetStatisticsRequest,
  type GetStatisticsResponse,
} from '../../adapters/grpc/generated/twitter_connector/v1/delivery.ts';
import type { Api } from '../connection/api.ts';
import { paged } from '../connection/pages.ts';
import { statusOf, toldFailure } from '../connection/told-failure.ts';
import type { Finding } from './finding.ts';

/** What the service says of itself through its API. */
export interface View {
  readonly finding: Finding;
  readonly accounts: readonly Account[];
  /** Absent when the API could not be asked. */
  readonly statistics?: GetStatisticsResponse;
}

/** A finding about something that failed; unforeseen errors are thrown on. */
export function failed(check: string, thrown: unknown, api: Api): Finding {
  const failure = toldFailure(thrown, api);
  if (failure === undefined) throw thrown;
  const advice = failure.advice.join(' ');
  return { level: 'FAIL', check, told: failure.message, ...(advice !== '' && { advice }) };
}

/** Only said where it matters. */
export function* connectionFinding(api: Api): Generator<Finding> {
  if (!api.hasToken || api.isPrivate) return;
  const told = `The token travels to ${api.address} unencrypted.`;
  const advice = 'Use --tls, or a port-forward, where others can listen.';
  yield { level: 'warn', check: 'connection', told, advice };
}

/** What is seen of a service that cannot be reached. */
export const nothingSeen: View = {
  finding: { level: 'skip', check: 'api', told: 'The service could not be asked.' },
  accounts: [],
};

/** Whether the service can be reached, and says that it is serving. */
export async function serviceFinding(
  api: Api,
): Promise<{ readonly finding: Finding; readonly reached: boolean }> {
  const check = 'service';
  try {
    const request = HealthCheckRequest.fromPartial({});
    const answer = await api.ask(HealthService.check, request);
    if (answer.status === HealthCheckResponse_ServingStatus.SERVING) {
      return said({ level: 'ok', check, told: `It is serving at ${api.address}.` });
    }
    const advice = 'It may be starting or shutting down, or its journal fails; see its log.';
    return said({ level: 'FAIL', check, told: 'It says that it is not serving.', advice });
  } catch (thrown) {
    if (statusOf(thrown) === status.UNIMPLEMENTED) {
      return said({ level: 'warn', check, told: 'It does not tell its health.' });
    }
    return { finding: failed(check, thrown, api), reached: false };
  }
}

const said = (finding: Finding) => ({ finding, reached: true });

/** The accounts and statistics, which also shows that the API takes our token. */
export async function viewOf(api: Api): Promise<View> {
  const check = 'api';
  try {
    const accounts: Account[] = [];
    for await (const account of allAccounts(api)) accounts.push(account);
    const request = GetStatisticsRequest.fromPartial({});
    const statistics = await api.ask(DeliveryServiceService.getStatistics, request);
    const finding: Finding =
      accounts.length === 0
        ? {
            level: 'warn',
            check,
            told: 'It answers, but has no account.',
            advice: 'Add one with "register" or "accounts set".',
          }
        : { level: 'ok', check, told: `It answers; accounts: ${accounts.length}.` };
    return { finding, accounts, statistics };
  } catch (thrown) {
    return { finding: failed(check, thrown, api), accounts: [] };
  }
}

const allAccounts = (api: Api) =>
  paged(async (pageToken) => {
    const request = ListAccountsRequest.fromPartial({ pageSize: 1_000, pageToken });
    const answer = await api.ask(AccountServiceService.listAccounts, request);
    return { items: answer.accounts, next: answer.nextPageToken };
  });

/** Dead letters wait for somebody. */
export function* deadLettersFinding({ statistics }: View): Generator<Finding> {
  if (statistics === undefined) return;
  const check = 'dead letters';
  if (statistics.deadLetters === 0n) {
    yield { level: 'ok', check, told: 'There is none.' };
    return;
  }
  const advice = 'See "dead-letters list"; redrive or discard them.';
  const told =
    statistics.deadLetters === 1n ? 'There is one.' : `There are ${statistics.deadLetters}.`;
  yield { level: 'warn', check, told, advice };
}
