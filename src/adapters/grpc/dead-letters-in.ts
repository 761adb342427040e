import type { DeadLetterFilter } from '../../domain/delivery/dead-letters.ts';
import type { Selection } from '../../domain/delivery/selected-dead-letters.ts';
import { InvalidInput } from '../../domain/errors.ts';
import type {
  DeadLetterFilter as Filter,
  DiscardDeadLettersRequest,
  RedriveDeadLettersRequest,
} from './generated/twitter_connector/v1/delivery.ts';
import { pageAfter } from './page-tokens.ts';
import { checked, idFaults, idIn, timeFaults } from './request-fields.ts';

const namesMax = 1_000;

/** What the two calls have in common that treat dead letters. */
export type Select = RedriveDeadLettersRequest | DiscardDeadLettersRequest;

/** The name of the dead letter that a message has become. */
export const letterName = (id: string): string => `deadLetters/${id}`;

/** Which dead letters are asked for; all when nothing is said. */
export function filterIn(filter: Filter | undefined): DeadLetterFilter {
  const { account = '', sinceTime } = filter ?? {};
  const accountFaults = account === '' ? [] : idFaults('filter.account', account);
  checked(accountFaults, timeFaults('filter.since_time', sinceTime));
  return {
    ...(account !== '' && { accountId: account }),
    ...(sinceTime !== undefined && { sinceMs: sinceTime.getTime() }),
  };
}

/** What marks the pages of a list by this filter. */
export const listedBy = (
  what: string,
  { accountId, sinceMs }: DeadLetterFilter,
): readonly unknown[] => [what, accountId, sinceMs];

/** The dead letters that are to be treated; `what` marks the pages of such a treatment. */
export function selectionIn(what: string, { selection, pageToken }: Select): Selection {
  if (selection === undefined) {
    throw new InvalidInput(['selection is missing: dead_letters or filter']);
  }
  if (selection.$case === 'filter') {
    const filter = filterIn(selection.value);
    const after = pageAfter(listedBy(what, filter), pageToken);
    return { filter, ...(after !== undefined && { after }) };
  }
  const { names } = selection.value;
  const countFits = names.length >= 1 && names.length <= namesMax;
  const ids = names.map((name) => idIn('deadLetters', name));
  checked(
    countFits ? [] : [`dead_letters.names must be 1 to ${namesMax}`],
    ids.flatMap((id, i) =>
      id === undefined ? [`dead_letters.names[${i}] must be deadLetters/{id}`] : [],
    ),
    pageToken === '' ? [] : ['page_token goes with a filter only'],
  );
  return { ids: ids.filter((id) => id !== undefined) };
}
