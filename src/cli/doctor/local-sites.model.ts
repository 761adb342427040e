import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** Sites on this machine, each answering as the test wants it. */
export class LocalSites {
  readonly #servers: Server[] = [];

  /** Starts one; answers its base URL. */
  async open(answer: Answer): Promise<string> {
    const server = createServer(answer);
    this.#servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  /** The base URL of a site that is gone. */
  async closed(): Promise<string> {
    const others = new LocalSites();
    const url = await others.open(() => {});
    await others.close();
    return url;
  }

  async close(): Promise<void> {
    for (const server of this.#servers.splice(0)) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  }
}

/** Answers every request with this status, body and headers. */
export const always =
  (status: number, body = '', headers: Readonly<Record<string, string>> = {}): Answer =>
  (_request, response) =>
    void response.writeHead(status, headers).end(body);
