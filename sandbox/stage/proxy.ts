import { connect, createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

/**
 * A TCP proxy on the loopback: connections go to the targets in turn, past those that refuse.
 * Connections can be torn, so that neither side gets a proper end.
 */
export class Proxy {
  readonly #server: Server;
  readonly #targets: () => readonly string[];
  readonly #pairs = new Set<readonly [Socket, Socket]>();
  #next = 0;

  /** `targets`: `host:port` each, asked for with every connection. */
  constructor(targets: () => readonly string[]) {
    this.#targets = targets;
    this.#server = createServer((socket) => this.#join(socket, this.#targets().length));
  }

  /** Resolves with the port it listens on. */
  listen(): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(0, '127.0.0.1', () => {
        resolve((this.#server.address() as AddressInfo).port);
      });
    });
  }

  /** Tears each connection with this probability, 1 for all; answers how many. */
  tear(probability = 1, random = Math.random): number {
    let torn = 0;
    for (const [from, to] of this.#pairs) {
      if (random() >= probability) continue;
      from.resetAndDestroy();
      to.resetAndDestroy();
      torn++;
    }
    return torn;
  }

  async close(): Promise<void> {
    this.tear();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #join(from: Socket, triesLeft: number): void {
    const targets = this.#targets();
    const target = targets[this.#next++ % Math.max(1, targets.length)];
    if (target === undefined || triesLeft === 0) return void from.resetAndDestroy();
    const [host = '', port] = target.split(':');
    const to = connect(Number(port), host);
    from.on('error', () => to.destroy());
    to.once('connect', () => this.#pipe(from, to));
    to.once('error', () => {
      if (to.bytesWritten > 0 || from.destroyed) from.resetAndDestroy();
      else this.#join(from, triesLeft - 1);
    });
  }

  #pipe(from: Socket, to: Socket): void {
    const pair = [from, to] as const;
    this.#pairs.add(pair);
    from.setNoDelay(true);
    to.setNoDelay(true);
    from.pipe(to);
    to.pipe(from);
    const end = () => {
      this.#pairs.delete(pair);
      from.destroy();
      to.destroy();
    };
    from.once('close', end);
    to.once('close', end);
    to.on('error', end);
  }
}
