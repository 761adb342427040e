import type { RateBudget } from '../accounts/rate-budgets.ts';

/** X counts whole seconds, and its clock is not ours. */
const marginMs = 1_000;

/** X may say the end of one window differently by this much. */
const sameEndMs = 2_000;

const shortMs = 15 * 60_000;
const dayMs = 24 * 3_600_000;

/**
 * When one's turn comes in a window with so many ahead; a window that is over begins anew. Also of
 * a limit of nothing one is tried in each window, since X tells a better one only with an answer.
 */
export function turnIn(
  { limit, remaining, resetMs, window }: RateBudget,
  ahead: number,
  spares: boolean,
  nowMs: number,
): number {
  const spared = spares ? Math.max(0, Math.min(Math.ceil(limit / 5), limit - 1)) : 0;
  const each = Math.max(1, limit - spared);
  const isOver = resetMs + marginMs <= nowMs;
  // Between the two it is X's turn to say which window it counts in.
  const left = resetMs <= nowMs ? 0 : remaining - spared;
  const room = isOver ? each : left;
  if (ahead < room) return nowMs;
  const lengthMs = window === '15m' ? shortMs : dayMs;
  const nextMs = isOver ? nowMs + lengthMs : resetMs + marginMs;
  return nextMs + Math.floor((ahead - Math.max(0, room)) / each) * lengthMs;
}

/** Whether X has said that nothing is left of a window, and that it ends then. */
export const isSpentUntil = ({ remaining, resetMs }: RateBudget, endMs: number): boolean =>
  remaining <= 0 && Math.abs(resetMs - endMs) <= sameEndMs;

/** Whether the window that X told of was over between the two, so that a new one is to be told. */
export const beganBetween = ({ resetMs }: RateBudget, fromMs: number, toMs: number): boolean =>
  resetMs + marginMs <= toMs && resetMs + marginMs > fromMs;
