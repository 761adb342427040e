import {
  type ServerInterceptingCallInterface,
  type ServerInterceptor,
  ServerInterceptingCall,
  status,
} from '@grpc/grpc-js';
import { refusal } from './status.ts';

/** The calls under way, so that a shutdown can end them with a status that says "try again". */
export class OpenCalls {
  readonly #paths = new Map<ServerInterceptingCallInterface, string>();
  readonly #ended = new WeakSet<ServerInterceptingCallInterface>();

  #onEnded = () => {};

  readonly interceptor: ServerInterceptor = ({ path }, call) => {
    this.#paths.set(call, path);
    const onCancel = () => {
      this.#paths.delete(call);
      if (this.#paths.size === 0) this.#onEnded();
    };
    return new ServerInterceptingCall(call, {
      start: (next) => next({ onCancel }),
      // An answer behind the last word would break the call off before that is read.
      sendMessage: (message, next) => {
        if (!this.#ended.has(call)) next(message);
      },
      sendStatus: (last, next) => {
        if (this.#ended.has(call)) return;
        this.#ended.add(call);
        next(last);
      },
    });
  };

  /** Resolves when no call is under way. */
  ended(): Promise<void> {
    return new Promise((resolve) => {
      this.#onEnded = resolve;
      if (this.#paths.size === 0) resolve();
    });
  }

  /** Ends the calls that never end by themselves: by convention those of methods named `Watch…`. */
  endWatches(): void {
    this.#end((path) => /\/Watch[^/]*$/.test(path));
  }

  endAll(): void {
    this.#end(() => true);
  }

  #end(isMeant: (path: string) => boolean): void {
    for (const [call, path] of this.#paths) {
      if (!isMeant(path)) continue;
      this.#ended.add(call);
      call.sendStatus(refusal(status.UNAVAILABLE, 'the server is shutting down'));
    }
  }
}
