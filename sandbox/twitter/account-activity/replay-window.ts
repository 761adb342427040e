const MINUTE_MS = 60_000;
const FROM_AGE_MIN_MS = 31 * MINUTE_MS;
const TO_AGE_MIN_MS = 10 * MINUTE_MS;

/** Why a replay cannot have these dates. */
export type WindowFault =
  | { readonly fault: 'missing' | 'malformed' | 'too-new'; readonly parameter: string }
  | { readonly fault: 'order' | 'too-old' };

/** From when on and until when events are wanted, in epoch milliseconds. */
export interface ReplayWindow {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Reads two dates as X writes them (yyyymmddhhmm, UTC) and holds them against X's rules. */
export function replayWindow(
  dates: { readonly from_date: string | null; readonly to_date: string | null },
  nowMs: number,
  ageMaxMs: number,
): ReplayWindow | WindowFault {
  for (const [parameter, text] of Object.entries(dates)) {
    if (text === null || text === '') return { fault: 'missing', parameter };
    if (minuteIn(text) === undefined) return { fault: 'malformed', parameter };
  }
  const [fromMs, toMs] = [minuteIn(dates.from_date ?? '') ?? 0, minuteIn(dates.to_date ?? '') ?? 0];
  if (nowMs - fromMs < FROM_AGE_MIN_MS) return { fault: 'too-new', parameter: 'from_date' };
  if (nowMs - toMs < TO_AGE_MIN_MS) return { fault: 'too-new', parameter: 'to_date' };
  if (fromMs >= toMs) return { fault: 'order' };
  return nowMs - fromMs > ageMaxMs + MINUTE_MS ? { fault: 'too-old' } : { fromMs, toMs };
}

function minuteIn(text: string): number | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute] = match;
  const ms = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:00Z`);
  return Number.isNaN(ms) ? undefined : ms;
}
