import {
  Account,
  AccountServiceService,
  AccountState,
  AccountView,
  GetAccountRequest,
} from '../../adapters/grpc/generated/twitter_connector/v1/account.ts';
import type { Api } from '../connection/api.ts';
import { told as timeTold } from '../terminal/times.ts';
import { challengeFinding } from './challenge.ts';
import type { Finding } from './finding.ts';
import { failed } from './service-checks.ts';

/** An account: what X says of its credentials, webhook and subscription, and its public address. */
export async function* accountFindings(api: Api, known: Account): AsyncGenerator<Finding> {
  const { id, webhookUrl } = known;
  try {
    const request = GetAccountRequest.fromPartial({ name: known.name, view: AccountView.FULL });
    const { account } = await api.ask(AccountServiceService.getAccount, request);
    const full = Account.fromPartial(account ?? {});
    yield accessFinding(full);
    yield* registrationFindings(full);
  } catch (thrown) {
    yield failed(`account ${id}`, thrown, api);
  }
  if (webhookUrl !== '') yield challengeFinding(`address ${id}`, webhookUrl, api.signal);
}

const refused: Readonly<Record<AccountState, readonly [string, string] | undefined>> = {
  [AccountState.UNSPECIFIED]: undefined,
  [AccountState.ACTIVE]: undefined,
  [AccountState.UNAUTHORIZED]: [
    'X refuses its credentials.',
    'Make new ones in the developer portal and give them with "accounts set".',
  ],
  [AccountState.REVOKED]: [
    "The account took the app's access back.",
    'Have it give access again, then give the new tokens with "accounts set".',
  ],
  [AccountState.UNRECOGNIZED]: undefined,
};

function accessFinding({ id, state, userName, troubleTime }: Account): Finding {
  const check = `account ${id}`;
  const [told, advice] = refused[state] ?? [];
  if (told !== undefined && advice !== undefined) return { level: 'FAIL', check, told, advice };
  if (troubleTime !== undefined) {
    const since = timeTold(troubleTime, Date.now());
    const advice = 'X answers now; see "status", and the log for what it said.';
    return { level: 'warn', check, told: `Sending is in trouble since ${since}.`, advice };
  }
  return { level: 'ok', check, told: `X accepts its credentials: it is @${userName}.` };
}

function* registrationFindings(account: Account): Generator<Finding> {
  const { id, environment, webhookUrl, webhookValid, subscribed } = account;
  const [webhook, subscription] = [`webhook ${id}`, `subscription ${id}`];
  const where = environment === '' ? 'for the app' : `in ${environment}`;
  if (environment === '' && webhookUrl === '') {
    const told = 'It was not registered through the connector.';
    const advice = 'If X sends it no events, use "register"; it is safe to do so.';
    yield { level: 'warn', check: webhook, told, advice };
    return;
  }
  yield webhookValid === true
    ? { level: 'ok', check: webhook, told: `X has it ${where}, and it is valid.` }
    : {
        level: 'FAIL',
        check: webhook,
        told: `X has no valid webhook of it ${where}.`,
        advice: 'See "webhooks list"; then "webhooks validate ID", or "register" again.',
      };
  yield subscribed === true
    ? { level: 'ok', check: subscription, told: 'X sends its events.' }
    : {
        level: 'FAIL',
        check: subscription,
        told: 'It is not subscribed, so X sends no events.',
        advice: `Use "subscriptions add --account ${id}".`,
      };
}
