import { status } from '@grpc/grpc-js';
import {
  MessagingServiceService,
  type WatchMessagesRequest,
  type WatchMessagesResponse,
} from '../../adapters/grpc/generated/twitter_connector/v1/messaging.ts';
import type { Api } from './api.ts';
import { statusOf } from './told-failure.ts';

const firstPauseMs = 500;
const longestPauseMs = 10_000;

/** What ends a stream that had worked, but not what is watched. */
const passing: ReadonlySet<status | undefined> = new Set([
  status.UNAVAILABLE,
  status.INTERNAL,
  status.UNKNOWN,
  status.CANCELLED,
  status.ABORTED,
  status.DEADLINE_EXCEEDED,
  status.RESOURCE_EXHAUSTED,
]);

export interface Following {
  readonly api: Api;
  readonly request: WatchMessagesRequest;
  /** Told each time that the connection is lost, with the pause before the next attempt. */
  readonly onLost: (pauseMs: number) => void;
  readonly onBack: () => void;
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
}

/**
 * The changes of the journal, each once and in order, over as many connections as it takes: after
 * a loss it goes on from the last cursor. The first connection must succeed. Ends with
 * `Interrupted` when the operator stops it.
 */
export async function* followed(following: Following): AsyncGenerator<WatchMessagesResponse> {
  const { api, onLost, onBack, pause } = following;
  let { request } = following;
  let vain = 0;
  let connected = false;
  for (;;) {
    try {
      for await (const answer of api.read(MessagingServiceService.watchMessages, request)) {
        if (vain > 0) onBack();
        vain = 0;
        connected = true;
        if (answer.cursor !== '') request = { ...request, cursor: answer.cursor };
        yield answer;
      }
    } catch (thrown) {
      if (!connected || !passing.has(statusOf(thrown))) throw thrown;
    }
    const pauseMs = Math.min(longestPauseMs, firstPauseMs * 2 ** vain);
    vain += 1;
    onLost(pauseMs);
    await pause(pauseMs, api.signal);
  }
}
