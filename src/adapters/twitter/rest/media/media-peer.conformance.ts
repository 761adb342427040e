import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A peer on this machine that does with each request what a test says. */
export class MediaPeer {
  /** Method, path and query, and who signed, in the order they came. */
  readonly requests: { readonly line: string; readonly signed: boolean }[] = [];
  handle: (request: IncomingMessage, response: ServerResponse) => unknown = (_, response) =>
    response.end();
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      const { method, url, headers } = request;
      this.requests.push({ line: `${method} ${url}`, signed: headers.authorization !== undefined });
      const handling = (async () => this.handle(request, response))();
      handling.catch(() => response.destroy());
    });
  }

  static async start(): Promise<MediaPeer> {
    const peer = new MediaPeer();
    await once(peer.#server.listen(0, '127.0.0.1'), 'listening');
    return peer;
  }

  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get url(): string {
    return `http://${this.host}`;
  }

  close(): void {
    this.#server.close().closeAllConnections();
  }
}
