import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, existsSync, mkdtempSync, openSync, readFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { childrenOf, isRunning, killed } from './processes.ts';
import { foundBinaries, type Runner, unprivileged, usableBinaries } from './binaries.ts';
import { watchdogOver } from './watchdog.ts';

export interface ServerOptions {
  /** Folder of the programs; absent: the first that is found. */
  readonly binaries?: string;
  /** Writes to the disk as a real server does (default); off, a crash of the machine may destroy all. */
  readonly fsync?: boolean;
  /** More settings, as in postgresql.conf. */
  readonly settings?: Readonly<Record<string, string | number>>;
}

const readyWithinMs = 30_000;

/** A PostgreSQL server of our own, in a temporary folder, which goes when this process does. */
export class PostgresServer {
  readonly folder: string;
  readonly port: number;
  readonly #binaries: string;
  readonly #runner: Runner;
  readonly #arguments: readonly string[];
  readonly #remove: () => Promise<void>;
  #child: ChildProcess | undefined;
  #databases = 0;

  private constructor(folder: string, port: number, options: ServerOptions) {
    const { binaries = foundBinaries(), fsync = true, settings = {} } = options;
    this.folder = folder;
    this.port = port;
    this.#runner = unprivileged();
    if (this.#runner.uid !== undefined) {
      chmodSync(folder, 0o755);
      chownSync(folder, this.#runner.uid, this.#runner.gid ?? 0);
    }
    this.#binaries = usableBinaries(binaries, folder, this.#runner);
    const lasting = fsync
      ? {}
      : { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off' };
    const all = {
      port,
      listen_addresses: '127.0.0.1',
      unix_socket_directories: folder,
      max_connections: 200,
      log_min_messages: 'fatal',
      ...lasting,
      ...settings,
    };
    this.#arguments = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    this.#remove = watchdogOver(folder);
  }

  /** Makes an empty server and starts it on a free port. */
  static async start(options: ServerOptions = {}): Promise<PostgresServer> {
    const folder = mkdtempSync(join(tmpdir(), 'postgres-'));
    const server = new PostgresServer(folder, await freePort(), options);
    try {
      server.#initialize();
      await server.startAgain();
      return server;
    } catch (error) {
      await server.close();
      throw error;
    }
  }

  url(database = 'postgres'): string {
    return `postgres://postgres@127.0.0.1:${this.port}/${database}`;
  }

  /** An empty database; its name. */
  async createDatabase(name = `test_${this.#databases++}`): Promise<string> {
    await this.query(`CREATE DATABASE ${name}`);
    return name;
  }

  /** Runs one statement as the superuser, on a connection of its own. */
  async query(text: string, database?: string): Promise<readonly Record<string, unknown>[]> {
    const client = new Client({ connectionString: this.url(database) });
    await client.connect();
    try {
      return (await client.query(text)).rows;
    } finally {
      await client.end();
    }
  }

  /** Starts it after it was stopped or killed; resolves when it takes connections. */
  async startAgain(): Promise<void> {
    const log = openSync(join(this.folder, 'log'), 'a');
    const child = spawn(join(this.#binaries, 'postgres'), ['-D', this.#data, ...this.#arguments], {
      ...this.#runner,
      detached: true,
      cwd: this.folder,
      stdio: ['ignore', log, log],
    });
    child.unref();
    this.#child = child;
    const endMs = performance.now() + readyWithinMs;
    while (!this.#isReady(child)) {
      const ended = child.exitCode !== null || child.signalCode !== null;
      if (ended || performance.now() > endMs) throw new Error(`PostgreSQL:\n${this.log}`);
      await pause(10);
    }
  }

  /** `fast`: ends every connection in order; `immediate`: as a crash of the server would. */
  async stop(mode: 'fast' | 'immediate' = 'fast'): Promise<void> {
    await this.#end(mode === 'fast' ? 'SIGINT' : 'SIGQUIT');
  }

  /** kill -9 of all its processes; resolves when the last of them is gone. */
  async kill(): Promise<void> {
    const { pid } = this.#child ?? {};
    if (pid === undefined) return;
    const processes = [pid, ...childrenOf(pid)];
    for (const process of processes) killed(process);
    await this.#end('SIGKILL');
    while (processes.some(isRunning)) await pause(5);
  }

  /** Ends it, and removes its folder. */
  async close(): Promise<void> {
    await this.stop('immediate');
    await this.#remove();
  }

  /** What the server has written about itself. */
  get log(): string {
    return readFileSync(join(this.folder, 'log'), 'utf8');
  }

  get #data(): string {
    return join(this.folder, 'data');
  }

  #initialize(): void {
    const like = ['--encoding=UTF8', '--locale=C', '--auth=trust', '--username=postgres'];
    const run = spawnSync(
      join(this.#binaries, 'initdb'),
      ['-D', this.#data, '--no-sync', '--no-instructions', ...like],
      { ...this.#runner, cwd: this.folder, encoding: 'utf8' },
    );
    if (run.status !== 0) throw new Error(`initdb: ${run.stderr}${run.error?.message ?? ''}`);
  }

  /** The last line of the file says whether it takes connections, once it is this server's. */
  #isReady({ pid }: ChildProcess): boolean {
    const file = join(this.#data, 'postmaster.pid');
    const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
    return lines[0] === String(pid) && lines[7]?.trim() === 'ready';
  }

  async #end(how: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    child.ref();
    const exit = once(child, 'exit');
    child.kill(how);
    await exit;
  }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** A port that nobody listens on just now. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
