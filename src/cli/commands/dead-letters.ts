import type { Command } from 'commander';
import {
  DeadLetter,
  DeadLetterFilter,
  DeliveryServiceService,
  ListDeadLettersRequest,
} from '../../adapters/grpc/generated/twitter_connector/v1/delivery.ts';
import { first, paged } from '../connection/pages.ts';
import { examples } from '../examples.ts';
import { idIn, idOf } from '../names.ts';
import { limitOption, thereAreMore } from '../options.ts';
import type { Act, Session } from '../session.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { timeIn, told } from '../terminal/times.ts';
import { type Selection, type Verb, settle, verbs } from './bulk.ts';
import { failureOf } from './message-words.ts';
import { show } from './messages.ts';

/** `dead-letters list|show|redrive|discard`. */
export function deadLetterCommands(program: Command, act: Act, terminal: Terminal): void {
  const letters = program.command('dead-letters').description('Messages that were given up.');
  const since = (command: Command) =>
    command
      .option('--account <account>', 'Only of this account.', idIn)
      .option('--since <time>', 'Given up then or later, e.g. 15m, 2h, 3d or 2026-03-01.', (text) =>
        timeIn(text, terminal.now()),
      );
  since(letters.command('list'))
    .description('List the dead letters, newest first.')
    .addOption(limitOption())
    .addHelpText('after', examples('dead-letters list --since 2h', 'dead-letters list --json'))
    .action(act(list));
  letters
    .command('show')
    .description('Show one of them and everything that happened to it.')
    .argument('<id>', 'Id of the message, as "dead-letters list" tells it.')
    .addHelpText('after', examples('dead-letters show cim/6f1c0a52'))
    .action(act((session: Session, _options: object, id: string) => show(session, {}, bare(id))));
  for (const verb of Object.keys(verbs) as Verb[]) {
    since(letters.command(verb))
      .description(verbs[verb].description)
      .argument('[ids...]', 'Which ones.')
      .option('--all', 'All of them, or all that fit the other options.')
      .option('--yes', 'Do not ask.')
      .addHelpText(
        'after',
        examples(
          `dead-letters ${verb} cim/6f1c0a52 cim/6f1c0a53`,
          `dead-letters ${verb} --since 2h --account 732739706`,
          `dead-letters ${verb} --all --yes`,
        ),
      )
      .action(
        act((session: Session, options: Selection, ids: readonly string[]) =>
          settle(session, verb, options, ids.map(bare), deadLetters),
        ),
      );
  }
}

/** The id of the message, however it was named. */
const bare = (id: string): string => id.replace(/^(messages|deadLetters)\//, '');

/** All that fit, newest first. */
function deadLetters({ api }: Session, selection: Selection, pageSize: number) {
  const filter = DeadLetterFilter.fromPartial({
    account: selection.account ?? '',
    sinceTime: selection.since,
  });
  return paged(async (pageToken) => {
    const request = ListDeadLettersRequest.fromPartial({ pageSize, pageToken, filter });
    const answer = await api.ask(DeliveryServiceService.listDeadLetters, request);
    return { items: answer.deadLetters, next: answer.nextPageToken };
  });
}

async function list(
  session: Session,
  options: Selection & { readonly limit: number },
): Promise<void> {
  const { output, terminal } = session;
  const nowMs = terminal.now();
  const letters = deadLetters(session, options, Math.min(1_000, options.limit));
  await output.list(
    first(options.limit, letters, () => output.note(thereAreMore)),
    {
      columns: [
        { head: 'GIVEN UP', cell: ({ buryTime }) => told(buryTime, nowMs) },
        { head: 'ACCEPTED', cell: ({ acceptTime }) => told(acceptTime, nowMs) },
        { head: 'ACCOUNT', cell: ({ account }) => account },
        { head: 'CUSTOMER', cell: ({ customer }) => customer },
        { head: 'MESSAGE', cell: ({ name }) => idOf(name) },
        { head: 'FAILURE', cell: failureOf, tone: () => 'bad' },
      ],
      json: DeadLetter.toJSON,
      none: 'There is no dead letter.',
    },
  );
}
