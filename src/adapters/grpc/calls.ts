import { type EventEmitter, once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import type {
  handleBidiStreamingCall,
  handleClientStreamingCall,
  handleServerStreamingCall,
  handleUnaryCall,
  sendUnaryData,
} from '@grpc/grpc-js';
import { InvalidInput } from '../../domain/errors.ts';
import { malformed } from './served.ts';
import { type Report, toStatus } from './status.ts';

export type { Report } from './status.ts';

/** What a handler knows of its call beside the request. */
export interface CallContext {
  /** Aborted when the call is cancelled, its deadline has passed or its client is gone. */
  readonly signal: AbortSignal;
}

/** One request, one answer. */
export function unary<Q, A>(
  handle: (request: Q, context: CallContext) => Promise<A>,
  report: Report,
): handleUnaryCall<Q, A> {
  return (call, callback) =>
    void answer(call, callback, report, (context) => handle(wellFormed(call.request), context));
}

/**
 * Many requests, one answer. A request is fetched when the one before was taken, so a slow handler
 * slows its client down; a handler that answers early ignores the rest.
 */
export function clientStream<Q, A>(
  handle: (requests: AsyncIterable<Q>, context: CallContext) => Promise<A>,
  report: Report,
): handleClientStreamingCall<Q, A> {
  return (call, callback) =>
    void answer(call, callback, report, (context) => handle(requestsOf(call, context), context));
}

/**
 * One request, many answers. The next answer is asked for when the client has room for it; the
 * iterator is closed when the client goes away.
 */
export function serverStream<Q, A>(
  handle: (request: Q, context: CallContext) => AsyncIterable<A>,
  report: Report,
): handleServerStreamingCall<Q, A> {
  return (call) =>
    void answers(call, report, (context) => handle(wellFormed(call.request), context));
}

/** Many requests, many answers, each as the two above. */
export function bidiStream<Q, A>(
  handle: (requests: AsyncIterable<Q>, context: CallContext) => AsyncIterable<A>,
  report: Report,
): handleBidiStreamingCall<Q, A> {
  return (call) =>
    void answers(call, report, (context) => handle(requestsOf(call, context), context));
}

async function answer<A>(
  call: EventEmitter,
  callback: sendUnaryData<A>,
  report: Report,
  handle: (context: CallContext) => Promise<A>,
): Promise<void> {
  const { context, end } = contextOf(call);
  try {
    const value = await handle(context);
    end();
    callback(null, value);
  } catch (thrown) {
    end();
    if (!isAbandoned(thrown, context)) callback(toStatus(thrown, report));
  }
}

async function answers<A>(
  call: Writable,
  report: Report,
  handle: (context: CallContext) => AsyncIterable<A>,
): Promise<void> {
  const { context, end } = contextOf(call);
  const { signal } = context;
  try {
    const iterator = handle(context)[Symbol.asyncIterator]();
    signal.addEventListener('abort', () => void close(iterator, context, report));
    for (;;) {
      const { done, value } = await iterator.next();
      if (done === true || signal.aborted) break;
      if (!call.write(value)) await once(call, 'drain', { signal });
    }
    end();
    call.end();
  } catch (thrown) {
    end();
    if (!isAbandoned(thrown, context)) call.emit('error', toStatus(thrown, report));
  }
}

async function close<A>(
  iterator: AsyncIterator<A>,
  context: CallContext,
  report: Report,
): Promise<void> {
  try {
    await iterator.return?.();
  } catch (thrown) {
    if (!isAbandoned(thrown, context)) report(thrown);
  }
}

/** The requests of a call; ends with the reason of the signal when the call is given up. */
async function* requestsOf<Q>(call: Readable, { signal }: CallContext): AsyncGenerator<Q> {
  const fetchNext = oneAtATime(call);
  try {
    // The end of this loop must not be the end of a call that is to be answered.
    for await (const request of call.iterator({ destroyOnReturn: false })) {
      yield wellFormed(request as Q);
      fetchNext();
    }
  } catch (thrown) {
    signal.throwIfAborted();
    throw thrown;
  }
  // Clients in Node.js end what they cancel, and say only then that it was cancelled.
  await turn();
  await turn();
  signal.throwIfAborted();
}

function wellFormed<Q>(request: Q): Q {
  if (request === malformed) throw new InvalidInput(['the request is not in form']);
  return request;
}

/** Left alone, grpc-js fetches sixteen requests ahead, which may be many megabytes. */
function oneAtATime(call: Readable): () => void {
  const fetch = call._read.bind(call, 1);
  const next = { isWanted: true, isHeld: false };
  call._read = () => {
    next.isHeld = !next.isWanted;
    if (next.isWanted) fetch();
    next.isWanted = false;
  };
  return () => {
    next.isWanted = !next.isHeld;
    if (next.isHeld) fetch();
    next.isHeld = false;
  };
}

/** grpc-js says `cancelled` at the end of every call, however it ended; `end` stops listening. */
function contextOf(call: EventEmitter): { context: CallContext; end: () => void } {
  const controller = new AbortController();
  const abort = () => controller.abort();
  call.once('cancelled', abort);
  return { context: { signal: controller.signal }, end: () => void call.off('cancelled', abort) };
}

/** Nobody waits for this any more, and what was thrown only says so. */
const isAbandoned = (thrown: unknown, { signal }: CallContext): boolean =>
  signal.aborted && (thrown === signal.reason || (thrown as Error | null)?.name === 'AbortError');
