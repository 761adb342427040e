import type {
  AccountState as State,
  EventsApi as Events,
  MessagesApi as Messages,
} from '../../domain/accounts/account.ts';
import type { Capability as Can } from '../../domain/accounts/capabilities.ts';
import type { RateBudget as Budget } from '../../domain/accounts/rate-budgets.ts';
import type { AccountStatus } from '../../domain/accounts/show-accounts.ts';
import type { AccountOnX, Question } from '../../domain/subscription/inspect-account.ts';
import { accountName } from './account-fields.ts';
import {
  Account,
  AccountState,
  Capability,
  EventsApi,
  MessagesApi,
} from './generated/twitter_connector/v1/account.ts';

/** An account as the API shows it, with what X says about it when it was asked. */
export function accountOut(status: AccountStatus, onX?: AccountOnX): Account {
  const { id, state, registration } = status;
  return {
    name: accountName(id),
    id,
    state: states[state],
    apis: {
      messages: messagesApis[status.apis.messages],
      events: eventsApis[status.apis.events],
    },
    apisAssumed: status.apisAssumed,
    capabilities: status.capabilities.map((capability) => capabilities[capability]),
    troubleTime: timeOf(status.troubleSinceMs),
    lastEventTime: timeOf(status.lastEventMs),
    rateBudgets: status.rateBudgets.map(budgetOut),
    environment: registration?.environmentName ?? '',
    webhookUrl: registration?.webhookUrl ?? '',
    userName: onX?.userName ?? '',
    webhookValid: onX?.webhookValid,
    subscribed: onX?.subscribed,
    unanswered: (onX?.unanswered ?? []).map(({ question, failure }) => ({
      field: fields[question],
      reason: failure.code,
      detail: failure.detail,
    })),
  };
}

/** An account that is not served, of which X says whose it is. */
export const strangerOut = (id: string, userName: string): Account =>
  Account.fromPartial({ name: accountName(id), id, userName });

/** An account that was removed is not served, and so never shown. */
const states: Readonly<Record<State, AccountState>> = {
  active: AccountState.ACTIVE,
  unauthorized: AccountState.UNAUTHORIZED,
  revoked: AccountState.REVOKED,
  removed: AccountState.UNSPECIFIED,
};

const messagesApis: Readonly<Record<Messages, MessagesApi>> = {
  'v1.1': MessagesApi.V1_1,
  v2: MessagesApi.V2,
};

const eventsApis: Readonly<Record<Events, EventsApi>> = {
  'v1.1': EventsApi.V1_1,
  v2: EventsApi.V2,
  'x-activity': EventsApi.X_ACTIVITY,
};

const capabilities: Readonly<Record<Can, Capability>> = {
  'quick-replies': Capability.QUICK_REPLIES,
  'calls-to-action': Capability.CALLS_TO_ACTION,
  typing: Capability.TYPING,
  'read-receipts': Capability.READ_RECEIPTS,
  media: Capability.MEDIA,
  location: Capability.LOCATION,
};

const fields: Readonly<Record<Question, string>> = {
  'user-name': 'user_name',
  'webhook-valid': 'webhook_valid',
  subscribed: 'subscribed',
};

const int32Max = 2 ** 31 - 1;

const budgetOut = ({ endpoint, window, limit, remaining, resetMs }: Budget) => ({
  endpoint,
  window,
  limit: Math.min(limit, int32Max),
  remaining: Math.min(remaining, int32Max),
  resetTime: new Date(resetMs),
});

const timeOf = (ms: number | undefined): Date | undefined =>
  ms === undefined ? undefined : new Date(ms);
