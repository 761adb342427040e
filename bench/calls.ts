import { connect } from 'node:http2';
import { once } from 'node:events';
import { cpuMs } from './figures.ts';

/** A method of a server that is called again and again with the same request. */
export interface Callee {
  readonly name: string;
  /** Host and port. */
  readonly address: string;
  readonly pid: number;
  readonly path: string;
  readonly request: Uint8Array;
  readonly token?: string;
}

/** What a run of calls measured. */
export interface Calls {
  readonly perSecond: number;
  readonly latenciesMs: readonly number[];
  /** CPU time of the server for one call. */
  readonly cpuMsEach: number;
}

/**
 * Makes `count` calls, `concurrency` at a time, over one connection. Plain HTTP/2, since a client
 * of grpc-js costs more than the servers that are measured.
 */
export async function callMany(to: Callee, count: number, concurrency: number): Promise<Calls> {
  const session = connect(`http://${to.address}`);
  await once(session, 'connect');
  const headers = {
    ':method': 'POST',
    ':path': to.path,
    'content-type': 'application/grpc',
    te: 'trailers',
    ...(to.token !== undefined && { authorization: `Bearer ${to.token}` }),
  };
  const frame = framed(to.request);
  const latenciesMs: number[] = [];
  const one = () =>
    new Promise<void>((resolve, reject) => {
      const sentMs = performance.now();
      const stream = session.request(headers);
      const ended = ({ 'grpc-status': status }: Record<string, unknown>) =>
        status === '0' ? undefined : reject(new Error(`${to.name} answered ${String(status)}`));
      stream.on('trailers', ended).on('error', reject).resume();
      stream.on('close', () => {
        latenciesMs.push(performance.now() - sentMs);
        resolve();
      });
      stream.end(frame);
    });
  let left = count;
  const cpuBeforeMs = await cpuMs(to.pid);
  const startedMs = performance.now();
  const drive = async () => {
    while (left-- > 0) await one();
  };
  await Promise.all(Array.from({ length: concurrency }, drive));
  const perSecond = (count * 1_000) / (performance.now() - startedMs);
  const cpuMsEach = ((await cpuMs(to.pid)) - cpuBeforeMs) / count;
  session.close();
  return { perSecond, latenciesMs, cpuMsEach };
}

/** A message as gRPC sends it: not compressed, its length, its bytes. */
function framed(message: Uint8Array): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}
