import { readFileSync } from 'node:fs';
import { CommandFailed, exitCodes } from '../exit-codes.ts';

/** What is in a file that an option or a variable names; `CommandFailed` when it cannot be read. */
export function fileIn(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    throw new CommandFailed(exitCodes.usage, `${path} cannot be read (${code}).`);
  }
}
