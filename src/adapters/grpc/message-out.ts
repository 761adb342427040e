import type {
  Change as JournalChange,
  EntryState,
  JournalEntry,
  JournalRecord,
} from '../../domain/delivery/journal.ts';
import { conversationIn } from '../../domain/messaging/lanes-of.ts';
import {
  type Change,
  ChangeKind,
  type GetMessageResponse,
  type Message,
  MessageKind,
  MessageState,
} from './generated/twitter_connector/v1/messaging.ts';

/** What ids of each kind begin with; nothing for all of them. */
export const idPrefixes: Readonly<Record<MessageKind, readonly string[]>> = {
  [MessageKind.UNRECOGNIZED]: [],
  [MessageKind.UNSPECIFIED]: [],
  [MessageKind.CUSTOMER_MESSAGE]: ['x/'],
  [MessageKind.AGENT_MESSAGE]: ['cim/'],
  [MessageKind.API_MESSAGE]: ['api/'],
  [MessageKind.DELIVERY_REPORT]: ['status/'],
  [MessageKind.READ_RECEIPT]: ['read/', 'seen/'],
};

const kinds = Object.values(MessageKind);

/** What a message is, by its id. */
export const kindOf = (id: string): MessageKind =>
  kinds.find((kind) => idPrefixes[kind].some((prefix) => id.startsWith(prefix))) ??
  MessageKind.UNSPECIFIED;

const states: Readonly<Record<EntryState, MessageState>> = {
  waiting: MessageState.WAITING,
  delivered: MessageState.DELIVERED,
  dead: MessageState.DEAD,
  discarded: MessageState.DISCARDED,
};

/** The state that a request asks for; undefined for all of them. */
export const stateIn = (asked: MessageState): EntryState | undefined =>
  (Object.keys(states) as EntryState[]).find((state) => states[state] === asked);

const changeKinds: Readonly<Record<JournalChange['kind'], ChangeKind>> = {
  accepted: ChangeKind.ACCEPTED,
  delivered: ChangeKind.DELIVERED,
  buried: ChangeKind.BURIED,
  redriven: ChangeKind.REDRIVEN,
  discarded: ChangeKind.DISCARDED,
};

/** A message of the journal as the API tells it. */
export function messageOf(entry: JournalEntry): Message {
  const { id, lane, state, acceptedAtMs, settledAtMs, eventId } = entry;
  const { accountId: account, customerId: customer } = conversationIn(lane);
  const kind = kindOf(id);
  const ofCustomer = kind === MessageKind.CUSTOMER_MESSAGE;
  const givenUp = state === 'dead' || state === 'discarded';
  return {
    name: nameOf(id),
    kind,
    state: states[state],
    account,
    customer,
    acceptTime: new Date(acceptedAtMs),
    settleTime: timeOf(settledAtMs),
    eventId: eventId ?? (ofCustomer ? id.slice(id.lastIndexOf('/') + 1) : ''),
    failure: (givenUp && entry.failure) || '',
    failureDetail: (givenUp && entry.detail) || '',
  };
}

/** A message with its history. */
export const recordOf = (record: JournalRecord): GetMessageResponse => ({
  message: messageOf(record),
  changes: record.changes.map(changeOf),
  tries: record.tries ?? 0,
  nextTryTime: timeOf(record.dueAtMs),
});

/** Something that happened to a message. */
export function changeOf({ id, lane, kind, atMs, ...outcome }: JournalChange): Change {
  const { accountId: account, customerId: customer } = conversationIn(lane);
  const { eventId = '', failure = '', detail: failureDetail = '' } = outcome;
  const told = { eventId, failure, failureDetail };
  const time = new Date(atMs);
  return { message: nameOf(id), kind: changeKinds[kind], time, account, customer, ...told };
}

const nameOf = (id: string): string => `messages/${id}`;

const timeOf = (ms: number | undefined): Date | undefined =>
  ms === undefined ? undefined : new Date(ms);
