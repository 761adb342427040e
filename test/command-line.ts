import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const bin = fileURLToPath(new URL('../bin/twitter-connector.mjs', import.meta.url));

/** How a command ended, and what it wrote. */
export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** A command in a process of its own. */
export class RunningCommand {
  readonly child: ChildProcess;
  out = '';
  err = '';

  constructor(argv: readonly string[], environment: Readonly<Record<string, string>>) {
    this.child = spawn(process.execPath, [bin, ...argv], {
      env: { PATH: process.env['PATH'] ?? '', ...environment },
    });
    this.child.stdin?.end();
    this.child.stdout?.on('data', (chunk: Buffer) => (this.out += chunk.toString()));
    this.child.stderr?.on('data', (chunk: Buffer) => (this.err += chunk.toString()));
  }

  async ended(): Promise<Ended> {
    if (this.child.exitCode === null) await once(this.child, 'close');
    return { code: this.child.exitCode, out: this.out, err: this.err };
  }
}

/** The command line as an operator uses it, with what it said so far. */
export class CommandLine {
  readonly environment: Readonly<Record<string, string>>;
  /** Everything that all commands wrote. */
  transcript = '';

  constructor(environment: Readonly<Record<string, string>>) {
    this.environment = environment;
  }

  start(...argv: readonly string[]): RunningCommand {
    return new RunningCommand(argv, this.environment);
  }

  /** Runs a command to its end. */
  async run(...argv: readonly string[]): Promise<Ended> {
    const ended = await this.start(...argv).ended();
    this.transcript += ended.out + ended.err;
    return ended;
  }

  /** The JSON values that a command answers; it must succeed. */
  async json(...argv: readonly string[]): Promise<readonly any[]> {
    const { code, out, err } = await this.run(...argv, '--json');
    if (code !== 0) throw new Error(`${argv.join(' ')} ended with ${code}: ${err}`);
    return valuesIn(out);
  }
}

/** The JSON values of whole lines. */
export const valuesIn = (out: string): readonly any[] =>
  out
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
