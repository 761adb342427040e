/** Header names in lower case. */
export type AnswerHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** A time further away than this is a mistake: X's longest window is a day. */
const furthestMs = 25 * 60 * 60 * 1_000;

const windows = ['x-rate-limit', 'x-app-limit-24hour', 'x-user-limit-24hour'] as const;

/** One of X's windows, as the headers of an answer say it. */
export interface ToldWindow {
  readonly name: (typeof windows)[number];
  readonly limit: number;
  readonly remaining: number;
  /** Epoch milliseconds. */
  readonly resetMs: number;
}

/** The windows that an answer tells about, those that are over or cannot be read left out. */
export function toldWindows(headers: AnswerHeaders, nowMs: number): readonly ToldWindow[] {
  return windows.flatMap((name) => {
    const [limit, remaining, resetS] = ['limit', 'remaining', 'reset'].map((part) =>
      countIn(headerOf(headers, `${name}-${part}`)),
    );
    if (limit === undefined || remaining === undefined || resetS === undefined) return [];
    const resetMs = resetS * 1_000;
    if (resetMs <= nowMs || resetMs - nowMs > furthestMs) return [];
    return [{ name, limit, remaining, resetMs }];
  });
}

const countIn = (value: string | undefined): number | undefined =>
  value !== undefined && /^\d{1,10}$/.test(value) ? Number(value) : undefined;

/**
 * When X answers again after a limit, in epoch milliseconds: the end of the last window in which
 * nothing remains, else the end of the usual window, else what `retry-after` says.
 */
export function announcedMs(headers: AnswerHeaders, nowMs: number): number | undefined {
  const spent = windows.filter((name) => headerOf(headers, `${name}-remaining`) === '0');
  const ends = (spent.length > 0 ? spent : ['x-rate-limit'])
    .map((name) => Number(headerOf(headers, `${name}-reset`) ?? Number.NaN) * 1_000)
    .filter((endMs) => endMs > 0 && endMs - nowMs <= furthestMs);
  return ends.length > 0 ? Math.max(...ends) : retryAfterMs(headers, nowMs);
}

/** What `retry-after` says, seconds or a date, as epoch milliseconds. */
export function retryAfterMs(headers: AnswerHeaders, nowMs: number): number | undefined {
  const said = headerOf(headers, 'retry-after')?.trim();
  if (said === undefined || said === '') return undefined;
  const atMs = /^\d+$/.test(said) ? nowMs + Number(said) * 1_000 : Date.parse(said);
  return atMs - nowMs <= furthestMs ? atMs : undefined;
}

function headerOf(headers: AnswerHeaders, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' ? value : value?.[0];
}
