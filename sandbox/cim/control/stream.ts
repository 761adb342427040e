import { type Arrivals, shown } from '../ccm/arrivals.ts';
import type { Handler } from '../http.ts';

const BACKLOG_BYTES_MAX = 4 * 1024 * 1024;

/** `GET /sandbox/stream`: every arrival as a server-sent event; a reader too slow is dropped. */
export function stream(arrivals: Arrivals): Handler {
  return async (_request, response) => {
    response.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'access-control-allow-origin': '*',
    });
    response.write(': listening\n\n');
    const stop = arrivals.listen((arrival) => {
      response.write(`event: arrival\ndata: ${JSON.stringify(shown(arrival))}\n\n`);
      if (response.writableLength > BACKLOG_BYTES_MAX) response.destroy();
    });
    response.once('close', stop);
  };
}
