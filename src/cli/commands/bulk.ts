import {
  type DeadLetter,
  DeliveryServiceService,
} from '../../adapters/grpc/generated/twitter_connector/v1/delivery.ts';
import type { Api } from '../connection/api.ts';
import { CommandFailed, exitCodes } from '../exit-codes.ts';
import { named } from '../names.ts';
import type { Session } from '../session.ts';
import { count, Progress } from '../terminal/progress.ts';
import { confirm } from '../terminal/prompts.ts';

/** Which dead letters a command is about, when it names none. */
export interface Selection {
  readonly account?: string;
  readonly since?: Date;
  readonly all?: boolean;
  readonly yes?: boolean;
}

interface VerbRules {
  readonly description: string;
  readonly question: (what: string) => string;
  readonly done: string;
  readonly key: string;
  readonly execute: (api: Api, names: readonly string[]) => Promise<readonly string[]>;
}

const selected = (names: readonly string[]) => ({
  selection: { $case: 'deadLetters' as const, value: { names: [...names] } },
  pageToken: '',
});

/** What can be done with dead letters. */
export const verbs = {
  redrive: {
    description: 'Put dead letters back into their lanes, under their own ids.',
    question: (what) => `Try ${what} again?`,
    done: 'Redriven',
    key: 'redriven',
    execute: async (api, names) => {
      const answer = await api.ask(DeliveryServiceService.redriveDeadLetters, selected(names));
      return answer.redriven;
    },
  },
  discard: {
    description: 'Give dead letters up for good.',
    question: (what) => `Discard ${what} for good?`,
    done: 'Discarded',
    key: 'discarded',
    execute: async (api, names) => {
      const answer = await api.ask(DeliveryServiceService.discardDeadLetters, selected(names));
      return answer.discarded;
    },
  },
} as const satisfies Readonly<Record<string, VerbRules>>;

export type Verb = keyof typeof verbs;

const pageSize = 1_000;
const batchSize = 200;

/**
 * Redrives or discards what was there when the command began: a letter that dies again meanwhile is
 * left alone, so that the command ends.
 */
export async function settle(
  session: Session,
  verb: Verb,
  selection: Selection,
  ids: readonly string[],
  find: (session: Session, selection: Selection, pageSize: number) => AsyncIterable<DeadLetter>,
): Promise<void> {
  const names = await namesOf(session, selection, ids, find);
  if (names.length === 0)
    return session.output.result('There is no such dead letter.', nothing(verb));
  const what = names.length === 1 ? 'one dead letter' : `${names.length} dead letters`;
  await confirm(session.terminal, verbs[verb].question(what), selection.yes === true);
  const done = await inBatches(session, verb, names);
  if (done.length === 0 && ids.length > 0) {
    throw new CommandFailed(exitCodes.notFound, 'None of them is a dead letter.');
  }
  const sentence = `${verbs[verb].done}: ${done.length} of ${names.length}.`;
  await session.output.result(sentence, { [verbs[verb].key]: done });
}

const nothing = (verb: Verb) => ({ [verbs[verb].key]: [] });

async function namesOf(
  session: Session,
  selection: Selection,
  ids: readonly string[],
  find: (session: Session, selection: Selection, pageSize: number) => AsyncIterable<DeadLetter>,
): Promise<readonly string[]> {
  const { all, account, since } = selection;
  const bySelection = all === true || account !== undefined || since !== undefined;
  if (bySelection === ids.length > 0) {
    throw new CommandFailed(
      exitCodes.usage,
      bySelection ? 'Ids and a selection do not go together.' : 'It is not said which ones.',
      'Give ids, or --all, --since or --account.',
    );
  }
  if (ids.length > 0) return [...new Set(ids)].map((id) => named('deadLetters', id));
  const names: string[] = [];
  for await (const { name } of find(session, selection, pageSize)) names.push(name);
  return names;
}

async function inBatches(
  { api, output, terminal }: Session,
  verb: Verb,
  names: readonly string[],
): Promise<readonly string[]> {
  const progress = new Progress(terminal, verb, count, names.length);
  const done: string[] = [];
  let tried = 0;
  try {
    for (; tried < names.length; tried += batchSize) {
      progress.at(tried);
      done.push(...(await verbs[verb].execute(api, names.slice(tried, tried + batchSize))));
    }
    progress.end(names.length);
    return done;
  } catch (thrown) {
    progress.end(tried);
    if (done.length > 0) {
      output.note(`Stopped. ${verbs[verb].done} so far: ${done.length} of ${names.length}.`);
    }
    throw thrown;
  }
}
