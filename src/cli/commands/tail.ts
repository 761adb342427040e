import type { Command } from 'commander';
import { WatchMessagesResponse } from '../../adapters/grpc/generated/twitter_connector/v1/messaging.ts';
import { followed } from '../connection/changes.ts';
import { examples } from '../examples.ts';
import { Interrupted } from '../exit-codes.ts';
import { conversationOf, idIn } from '../names.ts';
import type { Act, Session } from '../session.ts';
import { spanOf } from '../terminal/times.ts';
import { changeLine } from './message-words.ts';

interface TailOptions {
  readonly account?: string;
  readonly customer?: string;
  readonly fromStart?: boolean;
  readonly cursor?: string;
}

/** `messages tail`: what happens to messages, until Ctrl-C. */
export function tailCommand(messages: Command, act: Act): void {
  messages
    .command('tail')
    .description('Show what happens to messages, as it happens, until Ctrl-C.')
    .option('--account <account>', 'Only of this account.', idIn)
    .option('--customer <customer>', 'Only with this customer.', idIn)
    .option('--from-start', 'Begin with the oldest change that is kept.')
    .option('--cursor <cursor>', 'Go on after this cursor, which --json shows with every change.')
    .addHelpText(
      'after',
      examples('messages tail', 'messages tail --from-start --json > changes.ndjson'),
    )
    .action(act(tail));
}

/** Ctrl-C is how this one is meant to end, and is no failure. */
async function tail(session: Session, options: TailOptions): Promise<void> {
  const { api, output } = session;
  try {
    const conversation = await conversationOf(api, options);
    for await (const answer of changesFor(session, { ...options, ...conversation })) {
      if (answer.change === undefined) continue;
      if (output.json) await output.value(WatchMessagesResponse.toJSON(answer));
      else await output.line(changeLine(answer.change, output.paint));
    }
  } catch (thrown) {
    if (!(thrown instanceof Interrupted)) throw thrown;
  }
}

/** The changes of the journal, with a word on standard error when the connection is lost. */
export function changesFor({ api, output, terminal }: Session, options: TailOptions) {
  const { account = '', customer = '', fromStart = false, cursor = '' } = options;
  return followed({
    api,
    request: { account, customer, fromStart, cursor },
    onLost: (pauseMs) =>
      output.note(`The connection is lost; trying again in ${spanOf(Math.max(1_000, pauseMs))}.`),
    onBack: () => output.note('Connected again; going on where it was lost.'),
    pause: terminal.pause,
  });
}
