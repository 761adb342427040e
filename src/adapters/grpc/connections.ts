import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';

/** Where is listened. */
export interface Listening {
  readonly port: number;
  readonly addresses: readonly string[];
}

/**
 * The listening sockets and their connections. They are ours and not those of grpc-js, which
 * waits for ever for a client that does not hang up.
 */
export class Connections {
  readonly #servers: Server[] = [];
  readonly #sockets = new Set<Socket>();
  readonly #take: (socket: Socket) => void;

  constructor(take: (socket: Socket) => void) {
    this.#take = take;
  }

  /**
   * Listens on all addresses, or on those of this machine only. Port 0 takes a free one. A machine
   * without IPv6 is listened on without it. Rejects when the port cannot be had.
   */
  async open(port: number, forAll: boolean): Promise<Listening> {
    const [first, second] = forAll ? ['0.0.0.0', '::'] : ['127.0.0.1', '::1'];
    const taken = await this.#listen(first, port);
    try {
      await this.#listen(second, taken);
      return { port: taken, addresses: [first, second] };
    } catch (thrown) {
      const isTaken = (thrown as NodeJS.ErrnoException).code === 'EADDRINUSE' && port !== 0;
      if (!isTaken) return { port: taken, addresses: [first] };
      await this.close();
      throw thrown;
    }
  }

  /** Takes no more connections, and resolves when those there are have ended. */
  async close(): Promise<void> {
    const closed = this.#servers.map((server) => once(server, 'close'));
    for (const server of this.#servers) server.close();
    await Promise.all(closed);
  }

  /** Ends the connections that are left. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #listen(host: string, port: number): Promise<number> {
    const server = createServer({ noDelay: true }, (socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
      this.#take(socket);
    });
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host, port, ipv6Only: true }, () => {
        this.#servers.push(server);
        resolve((server.address() as AddressInfo).port);
      });
    });
  }
}
