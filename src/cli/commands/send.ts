import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import {
  MessagingServiceService,
  SendMessageRequest,
  SendMessageResponse,
} from '../../adapters/grpc/generated/twitter_connector/v1/messaging.ts';
import { toldFailure } from '../connection/told-failure.ts';
import { examples } from '../examples.ts';
import { CommandFailed, type ExitCode, exitCodes } from '../exit-codes.ts';
import { accountOf, idIn, idOf } from '../names.ts';
import type { Act, Session } from '../session.ts';
import { outcomeOf } from './outcome.ts';
import { uploaded } from './upload.ts';

interface SendOptions {
  readonly account?: string;
  readonly customer: string;
  readonly media?: string;
  readonly quickReply?: readonly string[];
  readonly wait?: boolean;
  readonly requestId?: string;
}

/** `messages send`: a direct message to a customer. */
export function sendCommand(messages: Command, act: Act): void {
  messages
    .command('send')
    .description('Send a direct message to a customer, through the same lane as agents do.')
    .argument('[text]', 'What is said; the caption with --media.')
    .requiredOption('--customer <customer>', 'Numeric id of the customer on X.', idIn)
    .option('--account <account>', 'Account that it comes from (default: the only one).', idIn)
    .option('--media <file>', 'Send this image, GIF or video.')
    .option('--quick-reply <label>', 'Offer an answer to tap; repeat it for more.', collected)
    .option('--wait', 'Wait for the outcome, as long as --timeout says.')
    .option('--request-id <id>', 'Makes it safe to repeat: the same id is sent once.')
    .addHelpText(
      'after',
      examples(
        'messages send "Good morning" --customer 1580011223 --wait',
        'messages send "Did we help you?" --customer 1580011223 --quick-reply Yes --quick-reply No',
        'messages send "Your form" --customer 1580011223 --media form.png',
      ),
    )
    .action(act(send));
}

const collected = (label: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  label,
];

async function send(session: Session, options: SendOptions, text = ''): Promise<ExitCode> {
  const request = SendMessageRequest.fromPartial({
    account: await accountOf(session.api, options.account),
    customer: options.customer,
    requestId: options.requestId ?? randomUUID(),
  });
  request.content = await contentOf(session, options, text);
  if (options.wait === true) return outcomeOf(session, request, () => accepted(session, request));
  const answer = await accepted(session, request);
  await session.output.result(
    `Accepted as ${idOf(answer.message?.name ?? '')}; "messages show" tells what becomes of it.`,
    SendMessageResponse.toJSON(answer),
  );
  return exitCodes.ok;
}

async function contentOf(
  session: Session,
  { media, quickReply }: SendOptions,
  text: string,
): Promise<NonNullable<SendMessageRequest['content']>> {
  if (media !== undefined && quickReply !== undefined) {
    throw new CommandFailed(exitCodes.usage, '--media and --quick-reply do not go together.');
  }
  if (media !== undefined) {
    const file = await uploaded(session, { path: media });
    return { $case: 'media', value: { file: file.name, caption: text } };
  }
  if (text === '') {
    throw new CommandFailed(
      exitCodes.usage,
      'There is nothing to send.',
      'Give a text or --media.',
    );
  }
  if (quickReply === undefined) return { $case: 'text', value: text };
  const quickReplies = quickReply.map((label) => ({ label, description: '', metadata: '' }));
  return { $case: 'choice', value: { text, quickReplies } };
}

/** Who does not know whether it was accepted is told how to repeat it. */
async function accepted({ api }: Session, request: SendMessageRequest) {
  try {
    return await api.ask(MessagingServiceService.sendMessage, request);
  } catch (thrown) {
    const told = toldFailure(thrown, api);
    if (told?.exitCode !== exitCodes.unavailable) throw thrown;
    throw new CommandFailed(
      told.exitCode,
      told.message,
      ...told.advice,
      `It is safe to repeat it with --request-id ${request.requestId}.`,
    );
  }
}
