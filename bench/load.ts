import { connect, type Socket } from 'node:net';
import { eventsPath, signedEvent } from '../sandbox/stage/events.ts';

/** What a run of load measured. */
export interface Load {
  readonly perSecond: number;
  readonly latenciesMs: readonly number[];
  /** Answers other than 200. */
  readonly refused: number;
}

let next = 2_100_000_000_000_000_000n;

/** Requests as they go over the wire: signed events of 1.2 kB, each new, over many conversations. */
export function wireEvents(count: number, host: string, conversations = 1_000): readonly Buffer[] {
  return Array.from({ length: count }, (_, i) => {
    const customer = String(6_000_000_000 + (i % conversations));
    const { body, headers } = signedEvent(String(next++), customer, `message ${i}`);
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    const head = `POST ${eventsPath} HTTP/1.1\r\nhost: ${host}\r\n${lines.join('')}`;
    return Buffer.from(`${head}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  });
}

/**
 * Sends the requests over `concurrency` kept-alive connections, each one after the answer to the
 * one before. Plain sockets, so that the generator costs little beside what it measures.
 */
export async function load(
  url: string,
  requests: readonly Buffer[],
  concurrency: number,
): Promise<Load> {
  const { port } = new URL(url);
  const latenciesMs: number[] = [];
  let sent = 0;
  let refused = 0;
  const startedMs = performance.now();
  const drive = (socket: Socket) =>
    new Promise<void>((resolve, reject) => {
      let sentMs = 0;
      let pending = '';
      const send = () => {
        const request = requests[sent++];
        if (request === undefined) {
          socket.end();
          return resolve();
        }
        sentMs = performance.now();
        socket.write(request);
      };
      socket.on('data', (chunk) => {
        pending += chunk.toString('latin1');
        if (!isWhole(pending)) return;
        if (!pending.startsWith('HTTP/1.1 200')) refused++;
        pending = '';
        latenciesMs.push(performance.now() - sentMs);
        send();
      });
      socket.on('error', reject);
      socket.on('connect', send);
    });
  const sockets = Array.from({ length: concurrency }, () => connect(Number(port), '127.0.0.1'));
  for (const socket of sockets) socket.setNoDelay(true);
  await Promise.all(sockets.map(drive));
  const seconds = (performance.now() - startedMs) / 1000;
  return { perSecond: latenciesMs.length / seconds, latenciesMs, refused };
}

function isWhole(answer: string): boolean {
  const head = answer.indexOf('\r\n\r\n');
  if (head < 0) return false;
  const length = Number(/content-length: (\d+)/i.exec(answer)?.[1] ?? 0);
  return answer.length >= head + 4 + length;
}
