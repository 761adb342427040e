import { commitFunction } from './commit-function.ts';
import { newestCommit, withoutTraces } from './commit-version.ts';
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
      (name: string) => commitFunction(name, withoutTraces),
      changesFunction,
      newestFunction,
      positionFunction,
      redriveFunction,
      discardFunction,
      retentionFunction,
    ]
      .map((part) => part(s))
      .join('\n'),
  (s) => `ALTER TABLE ${s}.message ADD COLUMN trace text; ${commitFunction(s, newestCommit)}`,
  (s) => `CREATE TABLE ${s}.watch (account text COLLATE "C" PRIMARY KEY, facts jsonb NOT NULL);`,
];
