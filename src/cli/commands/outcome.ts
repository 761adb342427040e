import {
  type Change,
  ChangeKind,
  type Message,
  MessageState,
  type SendMessageRequest,
  SendMessageResponse,
} from '../../adapters/grpc/generated/twitter_connector/v1/messaging.ts';
import { CommandFailed, type ExitCode, exitCodes, Interrupted } from '../exit-codes.ts';
import { idOf } from '../names.ts';
import type { Session } from '../session.ts';
import { spanOf } from '../terminal/times.ts';
import { failureOf } from './message-words.ts';
import { changesFor } from './tail.ts';

type Settled = Pick<Change, 'kind' | 'eventId' | 'failure' | 'failureDetail'>;

/** Accepts a message and waits for what becomes of it, as long as the time-out says. */
export async function outcomeOf(
  session: Session,
  { account, customer }: SendMessageRequest,
  accept: () => Promise<SendMessageResponse>,
): Promise<ExitCode> {
  const { api, output, terminal } = session;
  const changes = changesFor(session, { account, customer });
  // The first answer tells where the stream begins: what is accepted after it is not missed.
  await changes.next();
  const answer = await accept();
  const { message } = answer;
  const id = idOf(message?.name ?? '');
  output.note(`Accepted as ${id}; waiting for the outcome.`);
  const done = new AbortController();
  const late = terminal.pause(api.timeoutMs, AbortSignal.any([done.signal, api.signal]));
  const settled =
    settledBefore(message) ??
    (await Promise.race([settledIn(changes, message?.name ?? ''), late.then(() => undefined)]));
  done.abort();
  if (settled === undefined) {
    throw api.signal.aborted ? new Interrupted() : stillWaiting(id, api.timeoutMs);
  }
  return tell(session, id, settled, answer);
}

async function settledIn(
  changes: AsyncIterable<{ readonly change?: Change | undefined }>,
  name: string,
): Promise<Settled | undefined> {
  for await (const { change } of changes) {
    if (change?.message === name && change.kind in outcomes) return change;
  }
  return undefined;
}

/** A repetition may be answered with a message that is settled already. */
function settledBefore(message: Message | undefined): Settled | undefined {
  const kinds: Readonly<Partial<Record<MessageState, ChangeKind>>> = {
    [MessageState.DELIVERED]: ChangeKind.DELIVERED,
    [MessageState.DEAD]: ChangeKind.BURIED,
    [MessageState.DISCARDED]: ChangeKind.DISCARDED,
  };
  const kind = message === undefined ? undefined : kinds[message.state];
  return message === undefined || kind === undefined ? undefined : { ...message, kind };
}

const outcomes: Readonly<Partial<Record<ChangeKind, ExitCode>>> = {
  [ChangeKind.DELIVERED]: exitCodes.ok,
  [ChangeKind.BURIED]: exitCodes.refused,
  [ChangeKind.DISCARDED]: exitCodes.refused,
};

async function tell(
  { output }: Session,
  id: string,
  settled: Settled,
  answer: SendMessageResponse,
): Promise<ExitCode> {
  const { kind, eventId, failure, failureDetail } = settled;
  if (kind !== ChangeKind.DELIVERED) {
    throw new CommandFailed(
      exitCodes.refused,
      `Message ${id} was not delivered: ${failureOf(settled).replace(/\.$/, '')}.`,
      `See "messages show ${id}"; "dead-letters redrive ${id}" tries it again.`,
    );
  }
  const message = {
    ...answer.message,
    state: MessageState.DELIVERED,
    eventId,
    failure,
    failureDetail,
  };
  const json = SendMessageResponse.toJSON({ message: message as Message });
  await output.result(`Delivered as event ${eventId} on X.`, json);
  return outcomes[kind] ?? exitCodes.ok;
}

const stillWaiting = (id: string, timeoutMs: number): CommandFailed =>
  new CommandFailed(
    exitCodes.unavailable,
    `Message ${id} is accepted, but was not delivered within ${spanOf(timeoutMs)}.`,
    `It goes on being tried; "messages show ${id}" tells what becomes of it.`,
  );
