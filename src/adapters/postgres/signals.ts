import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { connectionTo, isDirect, type PostgresDatabase } from './postgres-database.ts';
import { errorFrom } from './postgres-error.ts';

/** What may have changed. */
export type Signal = 'lanes' | 'accounts';

/** At most so often the same signal is sent. */
const sendEveryMs = 50;

const reconnectFirstMs = 100;
const reconnectMaxMs = 5_000;

/**
 * Tells other processes at once what they would find out a little later. A signal is a hint: it may
 * be lost, and behind a pooler of transactions, where a session cannot listen, none ever comes.
 * Signals of this process do not come back to it.
 */
export class Signals {
  readonly #url: string;
  readonly #database: PostgresDatabase;
  readonly #report: (reason: string) => void;
  readonly #origin = randomUUID();
  readonly #listeners = new Map<() => void, Signal>();
  readonly #sending = new Map<Signal, 'pausing' | 'again'>();
  #client: Client | undefined;
  #listening = false;
  #closed = false;
  #failures = 0;
  #reconnect: NodeJS.Timeout | undefined;

  constructor(url: string, database: PostgresDatabase, report: (reason: string) => void) {
    this.#url = url;
    this.#database = database;
    this.#report = report;
  }

  /** Calls back at each signal, and when some may have been missed. Answers how to stop it. */
  on(signal: Signal, listener: () => void): () => void {
    const called = () => listener();
    this.#listeners.set(called, signal);
    if (!this.#listening) {
      this.#listening = true;
      void this.#listen();
    }
    return () => void this.#listeners.delete(called);
  }

  /** Sends soon, and never fails. */
  send(signal: Signal): void {
    if (this.#sending.has(signal)) return void this.#sending.set(signal, 'again');
    this.#sending.set(signal, 'pausing');
    const { query, schemaName } = this.#database;
    const sent = query('SELECT pg_notify($1, $2)', [schemaName, `${signal} ${this.#origin}`]);
    sent.catch(() => {});
    setTimeout(() => this.#paused(signal), sendEveryMs);
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#reconnect);
    await this.#client?.end().catch(() => {});
  }

  #paused(signal: Signal): void {
    const again = this.#sending.get(signal) === 'again';
    this.#sending.delete(signal);
    if (again && !this.#closed) this.send(signal);
  }

  async #listen(): Promise<void> {
    const client = new Client(connectionTo(this.#url));
    this.#client = client;
    client.on('error', () => {});
    client.on('notification', ({ payload = '' }) => this.#heard(payload));
    client.once('end', () => this.#listenLater());
    try {
      await client.connect();
      if (!(await isDirect(client))) {
        this.#closed = true;
        return await client.end();
      }
      await client.query(`LISTEN ${this.#database.schema}`);
      this.#failures = 0;
      for (const listener of this.#listeners.keys()) listener();
    } catch (error) {
      this.#report(errorFrom(error, false).message);
      await client.end().catch(() => {});
      this.#listenLater();
    }
  }

  #listenLater(): void {
    if (this.#closed || this.#reconnect !== undefined) return;
    const pauseMs = Math.min(reconnectMaxMs, reconnectFirstMs * 2 ** this.#failures++);
    this.#reconnect = setTimeout(() => {
      this.#reconnect = undefined;
      void this.#listen();
    }, pauseMs);
  }

  #heard(payload: string): void {
    const [signal, origin] = payload.split(' ');
    if (origin === this.#origin) return;
    for (const [listener, wanted] of this.#listeners) if (wanted === signal) listener();
  }
}
