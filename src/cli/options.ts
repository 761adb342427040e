import { InvalidArgumentError, Option } from 'commander';

/** How much of a list is wanted. */
export const limitOption = (): Option =>
  new Option('--limit <count>', 'Show at most so many.').default(50).argParser((text) => {
    if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
    throw new InvalidArgumentError('It must be a whole number from 1.');
  });

/** What is said when a list was cut by its limit. */
export const thereAreMore = 'There are more; see them with --limit.';
