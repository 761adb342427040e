import type { ReplayLimits } from '../../../../domain/subscription/replays.ts';

const minuteMs = 60_000;

/** The times of a replay as X writes them. */
export interface ReplayTimes {
  readonly from_date: string;
  readonly to_date: string;
}

/**
 * Whole minutes of UTC, as `yyyymmddhhmm`. Rounded so that nothing is left out, unless X would
 * refuse such a minute, and would not refuse the time itself.
 */
export function replayTimes(
  fromMs: number,
  toMs: number,
  { oldestMs, toAgeMinMs }: ReplayLimits,
  nowMs: number,
): ReplayTimes {
  const earlier = Math.floor(fromMs / minuteMs) * minuteMs;
  const later = Math.ceil(toMs / minuteMs) * minuteMs;
  const from = earlier < nowMs - oldestMs ? Math.ceil(fromMs / minuteMs) * minuteMs : earlier;
  const to = later > nowMs - toAgeMinMs ? Math.floor(toMs / minuteMs) * minuteMs : later;
  return { from_date: written(from), to_date: written(to) };
}

const written = (ms: number): string =>
  new Date(ms).toISOString().replaceAll(/[-:T]/g, '').slice(0, 'yyyymmddhhmm'.length);
