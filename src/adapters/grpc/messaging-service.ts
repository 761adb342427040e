import type { Journal, JournalFilter } from '../../domain/delivery/journal.ts';
import { isLaneOf } from '../../domain/delivery/journal-entry.ts';
import type { WatchJournal } from '../../domain/delivery/watch-journal.ts';
import { Failure } from '../../domain/errors.ts';
import type { IndicateTyping } from '../../domain/messaging/indicate-typing.ts';
import type { MarkRead } from '../../domain/messaging/mark-read.ts';
import type { SendMessage } from '../../domain/messaging/send-message.ts';
import { type CallContext, type Report, serverStream, unary } from './calls.ts';
import {
  type GetMessageRequest,
  type GetMessageResponse,
  type ListMessagesRequest,
  type ListMessagesResponse,
  MessageKind,
  type MessagingServiceServer,
  MessageState,
  type WatchMessagesRequest,
  type WatchMessagesResponse,
} from './generated/twitter_connector/v1/messaging.ts';
import { messageIn } from './message-in.ts';
import { changeOf, idPrefixes, kindOf, messageOf, recordOf, stateIn } from './message-out.ts';
import { cursorOf, from, pageAfter, pageTokenOf, positionIn } from './page-tokens.ts';
import {
  checked,
  conversationFaults,
  enumFaults,
  idFaults,
  namedId,
  pageSizeFaults,
  pageSizeOf,
  timeFaults,
} from './request-fields.ts';

export interface MessagingUseCases {
  readonly sendMessage: SendMessage;
  readonly indicateTyping: IndicateTyping;
  readonly markRead: MarkRead;
  readonly journal: Pick<Journal, 'find' | 'list'>;
  readonly watchJournal: WatchJournal;
}

/** Messages for customers, and what becomes of all messages. */
export function messagingService(
  { sendMessage, indicateTyping, markRead, journal, watchJournal }: MessagingUseCases,
  report: Report,
): MessagingServiceServer {
  return {
    sendMessage: unary(async (request) => {
      const entry = await sendMessage.execute(messageIn(request));
      return { message: messageOf(entry) };
    }, report),

    indicateTyping: unary(async ({ account, customer }) => {
      checked(idFaults('account', account), idFaults('customer', customer));
      await indicateTyping.execute(account, customer);
      return {};
    }, report),

    markRead: unary(async ({ account, customer, eventId }) => {
      const conversation = [idFaults('account', account), idFaults('customer', customer)];
      checked(...conversation, idFaults('event_id', eventId));
      const read = { accountId: account, customerId: customer, upToEventId: eventId };
      await markRead.execute(read);
      return {};
    }, report),

    getMessage: unary((request) => get(journal, request), report),
    listMessages: unary((request) => list(journal, request), report),
    watchMessages: serverStream(
      (request, context) => watch(watchJournal, request, context),
      report,
    ),
  };
}

async function get(
  journal: Pick<Journal, 'find'>,
  { name }: GetMessageRequest,
): Promise<GetMessageResponse> {
  const record = await journal.find(namedId('name', 'messages', name));
  if (record === undefined) throw new Failure('not-found', 'there is no such message');
  return recordOf(record);
}

async function list(
  journal: Pick<Journal, 'list'>,
  request: ListMessagesRequest,
): Promise<ListMessagesResponse> {
  const { account, customer, kind, pageSize, pageToken } = request;
  const filter = filterIn(request);
  const asked = ['messages', account, customer, request.state, kind, filter.fromMs, filter.untilMs];
  const after = pageAfter(asked, pageToken);
  const reading = journal.list(filter, pageSizeOf(pageSize), after);
  const { entries, next } = await from('page_token', reading);
  const fitting = entries.filter(
    ({ id }) => kind === MessageKind.UNSPECIFIED || kindOf(id) === kind,
  );
  return { messages: fitting.map(messageOf), nextPageToken: pageTokenOf(asked, next) };
}

/** Kinds with ids of several forms are picked out of the pages of all kinds. */
function filterIn(request: ListMessagesRequest): JournalFilter {
  const { account, customer, kind, startTime, endTime, pageSize } = request;
  checked(
    conversationFaults(account, customer),
    enumFaults('state', request.state, MessageState),
    enumFaults('kind', kind, MessageKind),
    timeFaults('start_time', startTime),
    timeFaults('end_time', endTime),
    pageSizeFaults(pageSize),
  );
  const state = stateIn(request.state);
  const [idPrefix, ...others] = idPrefixes[kind];
  return {
    ...conversation(account, customer),
    ...(state !== undefined && { state }),
    ...(idPrefix !== undefined && others.length === 0 && { idPrefix }),
    ...(startTime !== undefined && { fromMs: startTime.getTime() }),
    ...(endTime !== undefined && { untilMs: endTime.getTime() }),
  };
}

async function* watch(
  watchJournal: WatchJournal,
  { account, customer, cursor, fromStart }: WatchMessagesRequest,
  { signal: cancellation }: CallContext,
): AsyncGenerator<WatchMessagesResponse> {
  checked(conversationFaults(account, customer));
  const after = positionIn(cursor) ?? (fromStart ? '' : undefined);
  const { accountId, customerId } = conversation(account, customer);
  const watched = watchJournal.execute({
    ...(after !== undefined && { after }),
    wanted: ({ lane }) => isLaneOf(lane, accountId, customerId),
    cancellation,
  });
  try {
    for (;;) {
      const { done, value } = await from('cursor', watched.next());
      if (done === true) return;
      const { change, position } = value;
      yield { change: change && changeOf(change), cursor: cursorOf(position) };
    }
  } finally {
    await watched.return(undefined);
  }
}

const conversation = (account: string, customer: string) => ({
  ...(account !== '' && { accountId: account }),
  ...(customer !== '' && { customerId: customer }),
});
