import type { Container } from 'inversify';
import { watcherIn } from './bind-watch.ts';
import { tokens } from './tokens.ts';

/** What watches, while the service runs. */
export interface Watching {
  start(): void;
  /** Resolves when nothing goes on any more. To be called while X can still reach the service. */
  stop(): Promise<void>;
}

/** Watches as `WATCH_INTERVAL_MS` says; nothing where that is 0. */
export function watchingIn(from: Container, report: (thrown: unknown) => void): Watching {
  if (from.get(tokens.configuration).WATCH_INTERVAL_MS === 0) {
    return { start: () => {}, stop: async () => from.get(tokens.pauses).stop() };
  }
  const watcher = watcherIn(from, report);
  return {
    start: () => watcher.start(),
    stop: async () => {
      await watcher.stop();
      await from.get(tokens.publicAddress).close();
    },
  };
}
