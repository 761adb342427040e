import type { Logger } from 'pino';
import type { Storage } from './storage.ts';

/** Often enough that rounds stay small. */
const everyMs = 10_000;

/** Rounds in one go, so that the duty is handed on now and then. */
const roundsMax = 100;

/**
 * Removes what is no longer kept, where commits do not do it themselves, in one process at a time.
 * Answers how to stop it.
 */
export function startPruning({ duties, prune }: Storage, log: Logger): () => Promise<void> {
  if (prune === undefined) return async () => {};
  let running: Promise<void> = Promise.resolve();
  const state = { stopped: false };
  const work = async () => {
    let removed = 0;
    for (let rounds = 0; rounds < roundsMax && !state.stopped; rounds++) {
      const round = await prune();
      removed += round.removed;
      if (!round.more) break;
    }
    if (removed > 0) log.info({ removed }, 'removed what is no longer kept');
  };
  const failed = (thrown: unknown) => {
    const reason = thrown instanceof Error ? thrown.message : 'unknown';
    log.warn({ reason }, 'what is no longer kept could not be removed');
  };
  const timer = setInterval(() => {
    running = running.then(() => duties.perform('prune', work)).then(() => {}, failed);
  }, everyMs);
  return () => {
    state.stopped = true;
    clearInterval(timer);
    return running;
  };
}
