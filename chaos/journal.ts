import { join } from 'node:path';
import { PostgresServer } from '../sandbox/postgres/postgres-server.ts';
import { Proxy } from '../sandbox/stage/proxy.ts';
import { pause } from './random.ts';

/** Where the replicas keep what they have accepted, and what can happen to it. */
export interface ChaosJournal {
  /** `JOURNAL_URL` of the replicas. */
  readonly url: string;
  readonly outages: number;
  /** Tears connections to it; answers how many. */
  tear(probability: number, random: () => number): number;
  /** Goes away, by a kill or an immediate stop, and comes back. */
  fail(random: () => number): Promise<void>;
  close(): Promise<void>;
}

export async function openJournal(
  store: 'postgres' | 'sqlite',
  folder: string,
): Promise<ChaosJournal> {
  if (store === 'postgres') return SharedJournal.open();
  return {
    url: `sqlite:${join(folder, 'journal.db')}`,
    outages: 0,
    tear: () => 0,
    fail: async () => {},
    close: async () => {},
  };
}

/** A PostgreSQL server of our own, behind a proxy that can tear its connections. */
class SharedJournal implements ChaosJournal {
  readonly #server: PostgresServer;
  readonly #proxy: Proxy;
  readonly url: string;
  outages = 0;

  private constructor(server: PostgresServer, proxy: Proxy, url: string) {
    this.#server = server;
    this.#proxy = proxy;
    this.url = url;
  }

  static async open(): Promise<SharedJournal> {
    const server = await PostgresServer.start();
    const proxy = new Proxy(() => [`127.0.0.1:${server.port}`]);
    const url = new URL(server.url(await server.createDatabase('chaos')));
    url.port = String(await proxy.listen());
    return new SharedJournal(server, proxy, url.href);
  }

  tear(probability: number, random: () => number): number {
    return this.#proxy.tear(probability, random);
  }

  async fail(random: () => number): Promise<void> {
    if (random() < 0.5) await this.#server.kill();
    else await this.#server.stop(random() < 0.5 ? 'fast' : 'immediate');
    this.outages++;
    await pause(200 + random() * 2_000);
    await this.#server.startAgain();
  }

  async close(): Promise<void> {
    await this.#proxy.close();
    await this.#server.close();
  }
}
