import { commitFunction } from './commit-function.ts';
import { discardFunction, redriveFunction } from './dead-letter-functions.ts';
import { horizonFunction } from './horizon.ts';
import {
  changesFunction,
  newestFunction,
  positionFunction,
  targetsFunction,
} from './journal-functions.ts';
import { retentionFunction } from './retention-function.ts';
import { tables } from './tables.ts';
import { vacuumSettings } from './vacuum.ts';

/**
 * What brings an empty schema up to date, step by step; `s` is its quoted name. A step is never
 * changed once it was released, and only ever adds: processes of the version before it go on while
 * it is taken. That is why functions have a number, and a changed one gets the next.
 */
export const steps: readonly ((s: string) => string)[] = [
  (s) =>
    [
      tables,
      vacuumSettings,
      horizonFunction,
      targetsFunction,
      commitFunction,
      changesFunction,
      newestFunction,
      positionFunction,
      redriveFunction,
      discardFunction,
      retentionFunction,
    ]
      .map((part) => part(s))
      .join('\n'),
];
