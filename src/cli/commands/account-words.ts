import {
  type Account,
  AccountState,
  Capability,
} from '../../adapters/grpc/generated/twitter_connector/v1/account.ts';
import { eventsApiWords, messagesApiWords } from '../apis.ts';
import type { Column } from '../terminal/table.ts';
import { told } from '../terminal/times.ts';
import type { Tone } from '../terminal/words.ts';

/** How the state of an account is told. */
export const stateWords: Readonly<Record<AccountState, string>> = {
  [AccountState.UNSPECIFIED]: 'unknown',
  [AccountState.ACTIVE]: 'active',
  [AccountState.UNAUTHORIZED]: 'unauthorized',
  [AccountState.REVOKED]: 'revoked',
  [AccountState.UNRECOGNIZED]: 'unknown',
};

const capabilityWords: Readonly<Record<Capability, string>> = {
  [Capability.UNSPECIFIED]: 'unknown',
  [Capability.QUICK_REPLIES]: 'quick replies',
  [Capability.CALLS_TO_ACTION]: 'buttons',
  [Capability.TYPING]: 'typing',
  [Capability.READ_RECEIPTS]: 'read receipts',
  [Capability.MEDIA]: 'media',
  [Capability.LOCATION]: 'locations',
  [Capability.UNRECOGNIZED]: 'unknown',
};

const toneOf = ({ state }: Account): Tone => (state === AccountState.ACTIVE ? 'good' : 'bad');

const apiWord = ({ apisAssumed }: Account, word: string): string =>
  apisAssumed ? `${word} (assumed)` : word;

const messagesBy = (account: Account): string =>
  apiWord(account, messagesApiWords[account.apis?.messages ?? 0]);
const eventsBy = (account: Account): string =>
  apiWord(account, eventsApiWords[account.apis?.events ?? 0]);

/** The columns of `accounts list`. */
export const accountColumns = (nowMs: number): readonly Column<Account>[] => [
  { head: 'ACCOUNT', cell: ({ id }) => id },
  { head: 'STATE', cell: ({ state }) => stateWords[state], tone: toneOf },
  { head: 'MESSAGES BY', cell: messagesBy },
  { head: 'EVENTS BY', cell: eventsBy },
  { head: 'ENVIRONMENT', cell: ({ environment }) => environment },
  { head: 'LAST EVENT', cell: ({ lastEventTime }) => told(lastEventTime, nowMs) },
  {
    head: 'IN TROUBLE SINCE',
    cell: ({ troubleTime }) => told(troubleTime, nowMs),
    tone: ({ troubleTime }) => (troubleTime === undefined ? 'plain' : 'bad'),
  },
  { head: 'WEBHOOK', cell: ({ webhookUrl }) => webhookUrl },
];

/** What X told, or why it did not. `field` as the contract names it. */
function toldByX({ unanswered }: Account, field: string, told: string | undefined): string {
  const why = unanswered.find((question) => question.field === field);
  if (why !== undefined) return `not known: ${why.detail || why.reason}`;
  return told ?? 'not asked';
}

const yesOrNo = (said: boolean | undefined): string | undefined =>
  said === undefined ? undefined : said ? 'yes' : 'no';

/** The fields of `accounts show`. */
export const accountFields = (
  account: Account,
  nowMs: number,
): Readonly<Record<string, string | readonly string[]>> => ({
  account: account.id,
  'user name': toldByX(
    account,
    'user_name',
    account.userName === '' ? undefined : `@${account.userName}`,
  ),
  state: stateWords[account.state],
  'in trouble since': told(account.troubleTime, nowMs),
  'last event': told(account.lastEventTime, nowMs),
  'messages by': messagesBy(account),
  'events by': eventsBy(account),
  capabilities: account.capabilities.map((capability) => capabilityWords[capability]).join(', '),
  environment: account.environment,
  webhook: account.webhookUrl,
  'webhook valid': toldByX(account, 'webhook_valid', yesOrNo(account.webhookValid)),
  subscribed: toldByX(account, 'subscribed', yesOrNo(account.subscribed)),
  limits: account.rateBudgets.map(
    ({ endpoint, window, limit, remaining, resetTime }) =>
      `${remaining} of ${limit} in ${window} left for ${endpoint}, again at ${told(resetTime, nowMs)}`,
  ),
});
