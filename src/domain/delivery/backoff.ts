/** Pauses between attempts: doubling from `firstMs`, capped low in the first minute, higher after. */
export interface Backoff {
  readonly firstMs: number;
  readonly earlyCapMs: number;
  readonly lateCapMs: number;
  /** How long "early" lasts. */
  readonly earlyForMs: number;
}

export const defaultBackoff: Backoff = {
  firstMs: 250,
  earlyCapMs: 5_000,
  lateCapMs: 60_000,
  earlyForMs: 60_000,
};

/** The longest pause after `tries` vain attempts, the first of them `troubleMs` ago. */
export function pauseMaxMs(backoff: Backoff, tries: number, troubleMs: number): number {
  const cap = troubleMs < backoff.earlyForMs ? backoff.earlyCapMs : backoff.lateCapMs;
  return Math.min(cap, backoff.firstMs * 2 ** Math.min(tries, 30));
}

/** A pause with full jitter: anything between nothing and the longest, so that crowds disperse. */
export function pauseMs(
  backoff: Backoff,
  tries: number,
  troubleMs: number,
  random: () => number,
): number {
  return Math.round(random() * pauseMaxMs(backoff, tries, troubleMs));
}
