import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Lets something be done through a proxy that sends all answers in chunks, without a length. */
export async function droppingLengths(
  target: string,
  act: (url: string) => Promise<unknown>,
): Promise<void> {
  const server = createServer((request, response) => {
    void fetch(target + request.url, {
      headers: { 'accept-encoding': String(request.headers['accept-encoding']) },
    }).then(async (answer) => {
      response.writeHead(answer.status, {
        'content-type': answer.headers.get('content-type') ?? '',
      });
      response.flushHeaders();
      response.end(Buffer.from(await answer.arrayBuffer()));
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  try {
    await act(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.close().closeAllConnections();
  }
}
