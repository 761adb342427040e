/** How a command ended, for scripts: these numbers never change their meaning. */
export const exitCodes = {
  ok: 0,
  failed: 1,
  usage: 2,
  notFound: 3,
  refused: 4,
  unavailable: 5,
  unauthenticated: 6,
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

const meanings: Readonly<Record<keyof typeof exitCodes, string>> = {
  ok: 'done',
  failed: 'something failed, or a check of "doctor" did',
  usage: 'the command or a value in it is wrong',
  notFound: 'there is no such account, message, webhook or file',
  refused: 'X, the File Engine or the state of things does not allow it',
  unavailable: 'not reachable, too slow or limited for now; try again later',
  unauthenticated: 'the token is missing or wrong',
  interrupted: 'stopped by Ctrl-C',
};

/** The table of exit codes for `--help`. */
export function exitCodesHelp(): string {
  const rows = Object.entries(exitCodes).map(
    ([name, code]) => `  ${String(code).padEnd(5)}${meanings[name as keyof typeof exitCodes]}`,
  );
  return ['Exit codes:', ...rows].join('\n');
}

/** A command that cannot go on: one sentence, what to do, and how the program ends. */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed';
  readonly exitCode: ExitCode;
  readonly advice: readonly string[];

  constructor(exitCode: ExitCode, sentence: string, ...advice: readonly string[]) {
    super(sentence);
    this.exitCode = exitCode;
    this.advice = advice;
  }
}

/** The operator stopped it. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}
