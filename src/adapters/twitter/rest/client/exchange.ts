import type { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import type { AnswerHeaders } from './rate-limit.ts';

/** One HTTP request and how much may be waited for and read. */
export interface Outgoing {
  readonly method: string;
  /** With the query, as it is sent. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | AsyncIterable<Uint8Array> | undefined;
  /**
   * For the whole call: waiting for a connection, sending, and the last byte of the answer. A body
   * that is sent as it comes starts it anew whenever some of it is taken.
   */
  readonly timeoutMs: number;
  readonly answerBytesMax: number;
}

/** A whole answer. */
export interface Incoming {
  readonly status: number;
  readonly headers: AnswerHeaders;
  readonly text: string;
}

/** No whole answer came. */
export class Unanswered extends Error {
  override readonly name = 'Unanswered';
  /** A code of the system or of undici, or `timeout`, or `too-large`. */
  readonly reason: string;
  /** The request was given to a connection, so that some or all of it may have arrived. */
  readonly written: boolean;
  /** The beginning of the answer, when that much came. */
  readonly begun: Omit<Incoming, 'text'> | undefined;

  constructor(reason: string, written: boolean, begun: Omit<Incoming, 'text'> | undefined) {
    super(`no whole answer: ${reason}`);
    this.reason = reason;
    this.written = written;
    this.begun = begun;
  }
}

/**
 * Sends a request at most once and resolves with the whole answer, whatever its status; else
 * rejects with {@link Unanswered}. A request that did not get a connection in time is not sent
 * later.
 */
export function exchange(dispatcher: Dispatcher, outgoing: Outgoing): Promise<Incoming> {
  const { method, path, headers, timeoutMs, answerBytesMax } = outgoing;
  const options = { method, path, headers, headersTimeout: 0, bodyTimeout: 0 };
  return new Promise((resolve, reject) => {
    const handler = new Exchange(answerBytesMax, resolve, reject);
    const timer = setTimeout(() => handler.giveUp('timeout'), timeoutMs);
    handler.whenOver = () => clearTimeout(timer);
    const body = bodyOf(outgoing, () => handler.isOver || timer.refresh());
    dispatcher.dispatch({ ...options, body }, handler);
  });
}

/** undici takes any asynchronous iterable, which its types do not say. */
function bodyOf({ body }: Outgoing, whenTaken: () => void): string | Readable | null {
  if (body === undefined || typeof body === 'string') return body ?? null;
  return noticed(body, whenTaken) as AsyncIterable<Uint8Array> as Readable;
}

async function* noticed(bytes: AsyncIterable<Uint8Array>, whenTaken: () => void) {
  for await (const chunk of bytes) {
    whenTaken();
    yield chunk;
  }
}

class Exchange implements Dispatcher.DispatchHandler {
  whenOver: () => void = () => undefined;
  #over = false;
  #controller: Dispatcher.DispatchController | undefined;
  #begun: Omit<Incoming, 'text'> | undefined;
  #bytes = 0;
  readonly #chunks: Buffer[] = [];
  readonly #bytesMax: number;
  readonly #resolve: (incoming: Incoming) => void;
  readonly #reject: (reason: Unanswered) => void;

  constructor(
    bytesMax: number,
    resolve: (incoming: Incoming) => void,
    reject: (reason: Unanswered) => void,
  ) {
    this.#bytesMax = bytesMax;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  /** undici calls this just before it writes; what is thrown here keeps the request unwritten. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#over) throw new Error('given up before it was sent');
    if (this.#controller !== undefined) throw new Error('it was sent before');
    this.#controller = controller;
  }

  get isOver(): boolean {
    return this.#over;
  }

  onResponseStart(_: unknown, status: number, headers: AnswerHeaders): void {
    if (status >= 200) this.#begun = { status, headers };
  }

  onResponseData(_: unknown, chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (this.#bytes > this.#bytesMax) this.giveUp('too-large');
    else this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    if (this.#begun === undefined || !this.#end()) return;
    this.#resolve({ ...this.#begun, text: Buffer.concat(this.#chunks).toString() });
  }

  onResponseError(_: unknown, error: Error & { readonly code?: unknown }): void {
    const reason = typeof error.code === 'string' ? error.code : error.name;
    if (this.#end()) this.#reject(this.#unanswered(reason));
  }

  giveUp(reason: string): void {
    if (!this.#end()) return;
    this.#reject(this.#unanswered(reason));
    this.#controller?.abort(new Error(reason));
  }

  /** Whether this is the end, and not something that comes after it. */
  #end(): boolean {
    if (this.#over) return false;
    this.#over = true;
    this.whenOver();
    return true;
  }

  #unanswered(reason: string): Unanswered {
    return new Unanswered(reason, this.#controller !== undefined, this.#begun);
  }
}
