import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../src/app/main.ts', import.meta.url));

const ofThisCheckout: readonly string[] = [
  process.execPath,
  '--disable-warning=ExperimentalWarning',
  main,
];

const readyWithinMs = 20_000;
const readyLine = /"httpPort":(\d+),"grpcPort":(\d+).*"metricsPort":(\d+|"off")/;

/** The connector as a process of its own, which can be killed like one. */
export class ConnectorProcess {
  readonly environment: Readonly<Record<string, string>>;
  /** Everything the process has written, of all its runs. */
  output = '';
  /** Milliseconds from the start of the process to its first "ready". */
  startedInMs = 0;
  readonly #command: readonly string[];
  #child: ChildProcess | undefined;
  #httpPort: string;
  #grpcPort: string;
  #metricsPort = '';

  /**
   * Settings of the connector; ports that are not set are free ones, and kept for later starts.
   * `command` starts it in another way than from here; it must become the connector, so that
   * signals reach it.
   */
  constructor(environment: Readonly<Record<string, string>>, command = ofThisCheckout) {
    this.#command = command;
    const { HTTP_PORT = '0', GRPC_PORT = '0', METRICS_PORT = '0' } = environment;
    this.environment = { ...environment, HTTP_PORT, GRPC_PORT, METRICS_PORT };
    this.#httpPort = HTTP_PORT;
    this.#grpcPort = GRPC_PORT;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#httpPort}`;
  }

  /** Host and port of the control API. */
  get control(): string {
    return `127.0.0.1:${this.#grpcPort}`;
  }

  /** What is scraped; another port after each start. */
  get metricsUrl(): string {
    return `http://127.0.0.1:${this.#metricsPort}/metrics`;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Resolves when the process says that it is ready; rejects with its output when it ends first. */
  async start(): Promise<void> {
    const ports = { HTTP_PORT: this.#httpPort, GRPC_PORT: this.#grpcPort };
    const startedMs = performance.now();
    const [program = '', ...args] = this.#command;
    const child = spawn(program, args, {
      env: { PATH: process.env['PATH'] ?? '', ...this.environment, ...ports },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    const from = this.output.length;
    await new Promise<void>((resolve, reject) => {
      const onOutput = (chunk: Buffer) => {
        this.output += chunk.toString();
        const ready = readyLine.exec(this.output.slice(from));
        if (ready === null) return;
        this.startedInMs = performance.now() - startedMs;
        [, this.#httpPort = '', this.#grpcPort = '', this.#metricsPort = ''] = ready;
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

  /** Stops it in the middle of whatever it does, until {@link resume}. */
  pause(): void {
    this.#child?.kill('SIGSTOP');
  }

  resume(): void {
    this.#child?.kill('SIGCONT');
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
