import type { Readable, Writable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';

/** What a command sees of the world around it, apart from the service. */
export interface Terminal {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Writable & { readonly isTTY?: boolean };
  readonly stderr: Writable & { readonly isTTY?: boolean };
  readonly environment: Readonly<NodeJS.ProcessEnv>;
  /** Aborted when the operator stops the program or nobody reads its output any more. */
  readonly signal: AbortSignal;
  /** Epoch milliseconds. */
  now(): number;
  /** Resolves after `ms`, or when the signal is aborted. */
  pause(ms: number, signal: AbortSignal): Promise<void>;
}

/** The terminal of this process. A closed pipe ends the program in silence, as a signal does. */
export function processTerminal(): Terminal & { readonly unread: () => boolean } {
  const stopping = new AbortController();
  let unread = false;
  const onClosed = ({ code }: NodeJS.ErrnoException) => {
    if (code === 'EPIPE') unread = true;
    stopping.abort();
  };
  process.stdout.on('error', onClosed);
  process.stderr.on('error', onClosed);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => stopping.abort());
  }
  return {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    environment: process.env,
    signal: stopping.signal,
    now: () => Date.now(),
    pause: (ms, signal) => pause(ms, undefined, { signal }).catch(() => undefined),
    unread: () => unread,
  };
}
