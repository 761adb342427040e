import { once } from 'node:events';
import {
  Client,
  type ClientReadableStream,
  type ClientWritableStream,
  type Metadata,
  type ServiceError,
} from '@grpc/grpc-js';
import { Interrupted } from '../exit-codes.ts';
import {
  addressIn,
  channelCredentials,
  channelOptions,
  type ConnectionOptions,
  isPrivate,
  metadataOf,
} from './channel.ts';
import { Watchdog } from './watchdog.ts';

/** A call of the contract, as the generated services describe it. */
export interface Method<Q, A> {
  readonly path: string;
  readonly requestSerialize: (request: Q) => Buffer;
  readonly responseDeserialize: (bytes: Buffer) => A;
}

/**
 * The control API as commands call it. Each call carries the token, ends when the operator stops
 * the program (with {@link Interrupted}), and fails with a `ServiceError` of grpc-js otherwise.
 */
export class Api {
  readonly address: string;
  readonly timeoutMs: number;
  /** Whether nobody else can listen to what is sent. */
  readonly isPrivate: boolean;
  /** Whether TLS is used because the environment has the certificate of the service. */
  readonly knowsService: boolean;
  /** Aborted when the operator stops the program, and when this is closed. */
  readonly signal: AbortSignal;
  readonly #client: Client;
  readonly #metadata: Metadata;
  readonly #closing = new AbortController();

  constructor(options: ConnectionOptions, stopping: AbortSignal) {
    this.signal = AbortSignal.any([stopping, this.#closing.signal]);
    this.address = addressIn(options.address);
    this.timeoutMs = options.timeout;
    this.#metadata = metadataOf(options);
    this.isPrivate = isPrivate(options, this.address);
    this.knowsService = options.own !== undefined;
    const security = channelCredentials(options);
    this.#client = new Client(this.address, security, channelOptions(this.address));
  }

  /** Whether calls carry a token. */
  get hasToken(): boolean {
    return this.#metadata.get('authorization').length > 0;
  }

  /** A call that answers once, within the time-out. */
  async ask<Q, A>(method: Method<Q, A>, request: Q): Promise<A> {
    const { path, requestSerialize, responseDeserialize } = method;
    const options = { deadline: Date.now() + this.timeoutMs };
    return this.#stoppable<A>((settle) =>
      this.#client.makeUnaryRequest(
        path,
        requestSerialize,
        responseDeserialize,
        request,
        this.#metadata,
        options,
        settle,
      ),
    );
  }

  /**
   * A call that answers with a stream, as fast as it is read. It may take as long as it wants,
   * unless `idle` limits the time between two answers to the time-out.
   */
  async *read<Q, A>(method: Method<Q, A>, request: Q, idle = false): AsyncGenerator<A> {
    const { path, requestSerialize, responseDeserialize } = method;
    this.#refuseWhenStopped();
    const stream: ClientReadableStream<A> = this.#client.makeServerStreamRequest(
      path,
      requestSerialize,
      responseDeserialize,
      request,
      this.#metadata,
    );
    // What the stream says after nobody reads it any more must not end the program.
    stream.on('error', () => undefined);
    const cancel = () => stream.cancel();
    this.signal.addEventListener('abort', cancel);
    const watchdog = idle ? new Watchdog(this.timeoutMs, cancel) : undefined;
    try {
      for await (const answer of stream) {
        // Whoever reads may take their time.
        watchdog?.end();
        yield answer as A;
        watchdog?.restart();
      }
    } catch (thrown) {
      throw this.signal.aborted ? new Interrupted() : (watchdog?.verdict ?? thrown);
    } finally {
      watchdog?.end();
      this.signal.removeEventListener('abort', cancel);
      stream.cancel();
    }
  }

  /** A call with a stream of requests, sent as fast as they are taken. */
  async send<Q, A>(method: Method<Q, A>, requests: AsyncIterable<Q>): Promise<A> {
    const { path, requestSerialize, responseDeserialize } = method;
    const answered = new AbortController();
    let watchdog: Watchdog | undefined;
    try {
      return await this.#stoppable<A>((settle) => {
        const call = this.#client.makeClientStreamRequest(
          path,
          requestSerialize,
          responseDeserialize,
          this.#metadata,
          (error, answer?: A) => {
            answered.abort();
            settle(error, answer);
          },
        );
        call.on('error', () => undefined);
        watchdog = new Watchdog(this.timeoutMs, () => call.cancel());
        pour(requests, call, answered.signal, watchdog).catch((thrown: unknown) => {
          settle(thrown as ServiceError);
          call.cancel();
        });
        return call;
      });
    } catch (thrown) {
      throw watchdog?.verdict ?? thrown;
    } finally {
      watchdog?.end();
    }
  }

  /** Ends what is still under way. */
  close(): void {
    this.#closing.abort();
    this.#client.close();
  }

  #refuseWhenStopped(): void {
    if (this.signal.aborted) throw new Interrupted();
  }

  async #stoppable<A>(
    start: (settle: (error: ServiceError | null, answer?: A) => void) => { cancel(): void },
  ): Promise<A> {
    this.#refuseWhenStopped();
    let cancel = () => {};
    try {
      return await new Promise<A>((resolve, reject) => {
        const call = start((error, answer) =>
          error === null ? resolve(answer as A) : reject(error),
        );
        cancel = () => call.cancel();
        this.signal.addEventListener('abort', cancel);
      });
    } catch (thrown) {
      throw this.signal.aborted ? new Interrupted() : thrown;
    } finally {
      this.signal.removeEventListener('abort', cancel);
    }
  }
}

/** Writes requests until all are taken, or until the answer is there already. */
async function pour<Q>(
  requests: AsyncIterable<Q>,
  call: ClientWritableStream<Q>,
  answered: AbortSignal,
  watchdog: Watchdog,
): Promise<void> {
  for await (const request of requests) {
    if (answered.aborted) return;
    watchdog.restart();
    if (!call.write(request)) {
      await once(call, 'drain', { signal: answered }).catch(() => undefined);
    }
  }
  call.end();
}
