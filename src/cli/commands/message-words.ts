import {
  type Change,
  ChangeKind,
  type Message,
  MessageKind,
  MessageState,
} from '../../adapters/grpc/generated/twitter_connector/v1/messaging.ts';
import { idOf } from '../names.ts';
import type { Column } from '../terminal/table.ts';
import { stamp, told } from '../terminal/times.ts';
import { clean, type Paint, padded, type Tone } from '../terminal/words.ts';

/** States by the words that options and tables use. */
export const messageStates = {
  waiting: MessageState.WAITING,
  delivered: MessageState.DELIVERED,
  dead: MessageState.DEAD,
  discarded: MessageState.DISCARDED,
} as const;

/** Kinds by the words that options and tables use. */
export const messageKinds = {
  customer: MessageKind.CUSTOMER_MESSAGE,
  agent: MessageKind.AGENT_MESSAGE,
  api: MessageKind.API_MESSAGE,
  report: MessageKind.DELIVERY_REPORT,
  receipt: MessageKind.READ_RECEIPT,
} as const;

const wordFor = (words: Readonly<Record<string, number>>, value: number): string =>
  Object.entries(words).find(([, known]) => known === value)?.[0] ?? 'other';

const stateTones: Readonly<Record<MessageState, Tone>> = {
  [MessageState.UNSPECIFIED]: 'plain',
  [MessageState.WAITING]: 'warning',
  [MessageState.DELIVERED]: 'good',
  [MessageState.DEAD]: 'bad',
  [MessageState.DISCARDED]: 'weak',
  [MessageState.UNRECOGNIZED]: 'plain',
};

const changeWords: Readonly<Record<ChangeKind, readonly [string, Tone]>> = {
  [ChangeKind.UNSPECIFIED]: ['other', 'plain'],
  [ChangeKind.ACCEPTED]: ['accepted', 'plain'],
  [ChangeKind.DELIVERED]: ['delivered', 'good'],
  [ChangeKind.BURIED]: ['buried', 'bad'],
  [ChangeKind.REDRIVEN]: ['redriven', 'warning'],
  [ChangeKind.DISCARDED]: ['discarded', 'weak'],
  [ChangeKind.UNRECOGNIZED]: ['other', 'plain'],
};

/** Why something was given up: our word for it, and what the other side said. */
export const failureOf = (thing: { readonly failure: string; readonly failureDetail: string }) =>
  [thing.failure, thing.failureDetail].filter((text) => text !== '').join(': ');

/** The columns of `messages list`. */
export const messageColumns = (nowMs: number): readonly Column<Message>[] => [
  { head: 'ACCEPTED', cell: ({ acceptTime }) => told(acceptTime, nowMs) },
  { head: 'KIND', cell: ({ kind }) => wordFor(messageKinds, kind) },
  {
    head: 'STATE',
    cell: ({ state }) => wordFor(messageStates, state),
    tone: ({ state }) => stateTones[state],
  },
  { head: 'ACCOUNT', cell: ({ account }) => account },
  { head: 'CUSTOMER', cell: ({ customer }) => customer },
  { head: 'MESSAGE', cell: ({ name }) => idOf(name) },
  { head: 'FAILURE', cell: failureOf },
];

/** The fields of `messages show`. */
export const messageFields = (message: Message, nowMs: number) => ({
  message: idOf(message.name),
  kind: wordFor(messageKinds, message.kind),
  state: wordFor(messageStates, message.state),
  account: message.account,
  customer: message.customer,
  accepted: told(message.acceptTime, nowMs),
  settled: told(message.settleTime, nowMs),
  'event on X': message.eventId,
  failure: failureOf(message),
});

/** A change on one line, in columns that stay where they are from line to line. */
export function changeLine(change: Change, paint: Paint): string {
  const [word, tone] = changeWords[change.kind];
  const more = [change.eventId === '' ? '' : `event ${change.eventId}`, failureOf(change)];
  return [
    change.time === undefined ? '-' : stamp(change.time),
    paint(tone, padded(word, 9)),
    padded(clean(change.account), 10),
    padded(clean(change.customer), 19),
    clean(idOf(change.message)),
    ...more.filter((text) => text !== '').map(clean),
  ].join('  ');
}
