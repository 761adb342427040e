import { CommanderError } from 'commander';
import { CommandFailed, type ExitCode, exitCodes, Interrupted } from './exit-codes.ts';
import { programFor } from './program.ts';
import type { Terminal } from './terminal/terminal.ts';
import { clean } from './terminal/words.ts';

/** Runs one command line, without the names of the programs. Answers how it ended; never throws. */
export async function run(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  let code: ExitCode = exitCodes.ok;
  const program = programFor(terminal, (ended) => {
    code = ended;
  });
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return code;
  } catch (thrown) {
    return explained(thrown, terminal);
  }
}

/** Says on standard error what went wrong, and what to do. */
function explained(thrown: unknown, { stderr }: Terminal): ExitCode {
  if (thrown instanceof Interrupted) return exitCodes.interrupted;
  if (thrown instanceof CommanderError) {
    return thrown.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  }
  if (thrown instanceof CommandFailed) {
    for (const line of [thrown.message, ...thrown.advice]) stderr.write(`${clean(line)}\n`);
    return thrown.exitCode;
  }
  const { stack } = thrown instanceof Error ? thrown : new Error(String(thrown));
  stderr.write(`This should not have happened; please report it.\n${stack ?? ''}\n`);
  return exitCodes.failed;
}
