import { InvalidArgumentError } from 'commander';

const unitMs: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** Milliseconds from `90s`, `15m`, `2h`, `3d`, `1w` or a sum such as `1h30m`. */
export function durationIn(text: string): number {
  const parts = [...text.matchAll(/(\d+)(ms|[smhdw])/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== text) {
    throw new InvalidArgumentError('It must be a duration such as 90s, 15m, 2h or 3d.');
  }
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * (unitMs[unit ?? ''] ?? 0), 0);
}

const isoTime = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?$/;

/**
 * A point in time from an ISO time (of the machine's zone unless it names one), or from a duration
 * that lies back from `nowMs`.
 */
export function timeIn(text: string, nowMs: number): Date {
  if (isoTime.test(text)) {
    const time = new Date(/T| /.test(text) ? text.replace(' ', 'T') : `${text}T00:00`);
    if (!Number.isNaN(time.getTime())) return time;
  } else if (/^[\d smhdw]+$/.test(text)) {
    return new Date(nowMs - durationIn(text));
  }
  throw new InvalidArgumentError(
    'It must be a duration such as 15m, 2h or 3d, or a time such as 2026-03-01 or 2026-03-01T14:30Z.',
  );
}

const steps: readonly (readonly [number, string])[] = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'm'],
  [1_000, 's'],
];

/** A span in its largest whole unit, e.g. `3m`. */
export function spanOf(ms: number): string {
  const [size, unit] = steps.find(([step]) => ms >= step) ?? [1_000, 's'];
  return `${Math.floor(ms / size)}${unit}`;
}

/** A time as people and programs read it, and how far away it is; `-` when there is none. */
export function told(time: Date | undefined, nowMs: number): string {
  if (time === undefined) return '-';
  const awayMs = nowMs - time.getTime();
  const span = spanOf(Math.abs(awayMs));
  return `${stamp(time)} (${awayMs < 0 ? `in ${span}` : `${span} ago`})`;
}

/** A time to the second, in UTC. */
export const stamp = (time: Date): string => time.toISOString().replace(/\.\d+Z$/, 'Z');
