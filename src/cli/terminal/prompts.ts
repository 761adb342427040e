import { on, once } from 'node:events';
import { createInterface, type Interface } from 'node:readline';
import { Writable } from 'node:stream';
import { CommandFailed, exitCodes, Interrupted } from '../exit-codes.ts';
import type { Terminal } from './terminal.ts';
import { clean } from './words.ts';

/** Whether somebody can be asked. */
export const canAsk = ({ stdin, stderr }: Terminal): boolean =>
  stdin.isTTY === true && stderr.isTTY === true;

/**
 * Asks before something that cannot be taken back. Without a terminal `--yes` must have been given.
 */
export async function confirm(terminal: Terminal, question: string, yes: boolean): Promise<void> {
  if (yes) return;
  if (!canAsk(terminal)) {
    throw new CommandFailed(
      exitCodes.usage,
      'Nobody can be asked here.',
      `To the question "${clean(question)}" say yes with --yes.`,
    );
  }
  const answer = await answerTo(terminal, `${clean(question)} [y/N] `);
  if (!/^y(es)?$/i.test(answer.trim())) {
    throw new CommandFailed(exitCodes.failed, 'Nothing was done.');
  }
}

/**
 * Asks for things that nobody else is to see: what is typed, or pasted, is not shown. Answers in
 * the order of the questions.
 */
export async function secrets(
  terminal: Terminal,
  questions: readonly string[],
): Promise<readonly string[]> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const answers: string[] = [];
  await withLines(terminal, nowhere, async (lines) => {
    // All lines are taken by one reader, since a paste may bring several of them at once.
    const typed = on(lines, 'line', { close: ['close'] });
    for (const question of questions) {
      terminal.stderr.write(question);
      const { done, value } = await typed.next();
      terminal.stderr.write('\n');
      if (done === true) throw new Interrupted();
      answers.push((value as [string])[0].trim());
    }
  });
  return answers;
}

async function answerTo(terminal: Terminal, question: string): Promise<string> {
  let answer = '';
  await withLines(terminal, terminal.stderr, async (lines) => {
    answer = await new Promise((resolve) => lines.question(question, resolve));
  });
  return answer;
}

/** The terminal shows nothing by itself from before `ask` until after it. */
async function withLines(
  { stdin: input, signal }: Terminal,
  output: Writable,
  ask: (lines: Interface) => Promise<void>,
): Promise<void> {
  const lines = createInterface({ input, output, terminal: true, historySize: 0 });
  try {
    await Promise.race([stopped(lines, signal), ask(lines)]);
  } finally {
    lines.close();
  }
}

/** Ctrl-C, Ctrl-D and signals all stop the question. */
async function stopped(lines: Interface, signal: AbortSignal): Promise<never> {
  const over = [once(lines, 'SIGINT', { signal }), once(lines, 'close', { signal })];
  await Promise.race(over).catch(() => undefined);
  throw new Interrupted();
}
