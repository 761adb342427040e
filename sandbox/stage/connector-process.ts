import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../src/app/main.ts', import.meta.url));

const readyWithinMs = 20_000;

/** The connector as a process of its own, which can be killed like one. */
export class ConnectorProcess {
  readonly environment: Readonly<Record<string, string>>;
  /** Everything the process has written, of all its runs. */
  output = '';
  /** Milliseconds from the start of the process to its first "ready". */
  startedInMs = 0;
  #child: ChildProcess | undefined;
  #url = '';

  /** Settings of the connector; `HTTP_PORT` 0 takes a free port and keeps it for later starts. */
  constructor(environment: Readonly<Record<string, string>>) {
    this.environment = environment;
  }

  get url(): string {
    return this.#url;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Resolves when the process says that it is ready; rejects with its output when it ends first. */
  async start(): Promise<void> {
    const port =
      this.#url === '' ? (this.environment['HTTP_PORT'] ?? '0') : new URL(this.#url).port;
    const startedMs = performance.now();
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main], {
      env: { PATH: process.env['PATH'] ?? '', ...this.environment, HTTP_PORT: port },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    const from = this.output.length;
    await new Promise<void>((resolve, reject) => {
      const onOutput = (chunk: Buffer) => {
        this.output += chunk.toString();
        const ready = /"httpPort":(\d+)/.exec(this.output.slice(from));
        if (ready === null) return;
        this.startedInMs = performance.now() - startedMs;
        this.#url = `http://127.0.0.1:${ready[1]}`;
        resolve();
      };
      child.stdout.on('data', onOutput);
      child.stderr.on('data', onOutput);
      const late = () => reject(new Error(`No "ready" in the log:\n${this.output.slice(from)}`));
      setTimeout(late, readyWithinMs).unref();
      child.once('exit', () =>
        reject(new Error(`The connector ended:\n${this.output.slice(from)}`)),
      );
    });
  }

  /** Ends it the hard way: nothing of the process gets to run again. */
  kill(): Promise<void> {
    return this.#end('SIGKILL');
  }

  /** Asks it to shut down and waits until it has. */
  stop(): Promise<void> {
    return this.#end('SIGTERM');
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, 'exit');
    child.kill(signal);
    await exit;
  }
}
