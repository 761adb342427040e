import { type Command, Option } from 'commander';
import {
  GetMessageRequest,
  GetMessageResponse,
  ListMessagesRequest,
  Message,
  MessagingServiceService,
} from '../../adapters/grpc/generated/twitter_connector/v1/messaging.ts';
import { first, paged } from '../connection/pages.ts';
import { examples } from '../examples.ts';
import { conversationOf, idIn, named } from '../names.ts';
import { limitOption, thereAreMore } from '../options.ts';
import type { Act, Session } from '../session.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { timeIn, told } from '../terminal/times.ts';
import {
  changeLine,
  messageColumns,
  messageFields,
  messageKinds,
  messageStates,
} from './message-words.ts';
import { sendCommand } from './send.ts';
import { tailCommand } from './tail.ts';

/** `messages tail|list|show|send`. */
export function messageCommands(program: Command, act: Act, terminal: Terminal): void {
  const messages = program.command('messages').description('The messages of the journal.');
  tailCommand(messages, act);
  listCommand(messages, act, terminal);
  messages
    .command('show')
    .description('Show one message and everything that happened to it. Texts are never shown.')
    .argument('<message>', 'Id of the message, e.g. cim/6f1c... or x/ACCOUNT/EVENT.')
    .addHelpText('after', examples('messages show api/2f0c7d6e', 'messages show x/732739706/1952'))
    .action(act(show));
  sendCommand(messages, act);
}

interface ListOptions {
  readonly account?: string;
  readonly customer?: string;
  readonly state?: keyof typeof messageStates;
  readonly kind?: keyof typeof messageKinds;
  readonly since?: Date;
  readonly until?: Date;
  readonly limit: number;
}

function listCommand(messages: Command, act: Act, terminal: Terminal): void {
  const time = (text: string) => timeIn(text, terminal.now());
  messages
    .command('list')
    .description('List messages, newest first.')
    .option('--account <account>', 'Only of this account.', idIn)
    .option('--customer <customer>', 'Only with this customer.', idIn)
    .addOption(new Option('--state <state>', 'Only these.').choices(Object.keys(messageStates)))
    .addOption(new Option('--kind <kind>', 'Only these.').choices(Object.keys(messageKinds)))
    .option(
      '--since <time>',
      'Accepted then or later, e.g. 15m, 2h, 3d or 2026-03-01T14:30Z.',
      time,
    )
    .option('--until <time>', 'Accepted before then.', time)
    .addOption(limitOption())
    .addHelpText(
      'after',
      examples('messages list --state waiting', 'messages list --since 2h --until 1h --json'),
    )
    .action(act(list));
}

async function list({ api, output, terminal }: Session, options: ListOptions): Promise<void> {
  const { state, kind, since, until, limit } = options;
  const conversation = await conversationOf(api, options);
  const pages = paged(async (pageToken) => {
    const request = ListMessagesRequest.fromPartial({
      pageSize: Math.min(1_000, limit),
      pageToken,
      ...conversation,
      ...(state !== undefined && { state: messageStates[state] }),
      ...(kind !== undefined && { kind: messageKinds[kind] }),
      startTime: since,
      endTime: until,
    });
    const answer = await api.ask(MessagingServiceService.listMessages, request);
    return { items: answer.messages, next: answer.nextPageToken };
  });
  const more = () => output.note(thereAreMore);
  await output.list(first(limit, pages, more), {
    columns: messageColumns(terminal.now()),
    json: Message.toJSON,
    none: 'There is no such message.',
  });
}

/** Shows a message with its history. */
export async function show({ api, output, terminal }: Session, _options: object, id: string) {
  const request = GetMessageRequest.fromPartial({ name: named('messages', id) });
  const answer = await api.ask(MessagingServiceService.getMessage, request);
  const nowMs = terminal.now();
  const fields = {
    ...messageFields(Message.fromPartial(answer.message ?? {}), nowMs),
    ...(answer.tries > 0 && {
      tries: String(answer.tries),
      'next try': told(answer.nextTryTime, nowMs),
    }),
    history: answer.changes.map((change) => changeLine(change, (_tone, text) => text)),
  };
  await output.thing(fields, GetMessageResponse.toJSON(answer));
}
