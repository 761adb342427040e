import { describe, expect, test } from '@jest/globals';
import { durationIn, spanOf, timeIn, told } from './times.ts';

const nowMs = Date.parse('2026-03-01T12:00:00Z');

describe('a duration', () => {
  test.each([
    ['90s', 90_000],
    ['15m', 900_000],
    ['2h', 7_200_000],
    ['3d', 259_200_000],
    ['1w', 604_800_000],
    ['1h30m', 5_400_000],
    ['250ms', 250],
  ])('%s is understood', (text, ms) => {
    expect(durationIn(text)).toBe(ms);
  });

  test.each(['', '15', 'm', '15 m', '-2h', '2h!', '1.5h', 'soon'])('%p is refused', (text) => {
    expect(() => durationIn(text)).toThrow('It must be a duration');
  });
});

describe('a point in time', () => {
  test.each([
    ['2h', '2026-03-01T10:00:00.000Z'],
    ['1d12h', '2026-02-28T00:00:00.000Z'],
    ['2026-02-28T14:30Z', '2026-02-28T14:30:00.000Z'],
    ['2026-02-28T14:30:15.250Z', '2026-02-28T14:30:15.250Z'],
    ['2026-02-28 14:30:15+02:00', '2026-02-28T12:30:15.000Z'],
  ])('%s is understood', (text, iso) => {
    expect(timeIn(text, nowMs).toISOString()).toBe(iso);
  });

  test('without a zone is one of the machine', () => {
    expect(timeIn('2026-02-28', nowMs)).toEqual(new Date(2026, 1, 28));
    expect(timeIn('2026-02-28T14:30', nowMs)).toEqual(new Date(2026, 1, 28, 14, 30));
  });

  test.each(['', 'yesterday', '2026', '2026-13-01', '2026-02-28T25:00Z', '28.2.2026', '-1h'])(
    '%p is refused',
    (text) => {
      expect(() => timeIn(text, nowMs)).toThrow('It must be a duration');
    },
  );
});

describe('what is told', () => {
  test.each([
    ['2026-03-01T11:57:01.123Z', '2026-03-01T11:57:01Z (2m ago)'],
    ['2026-03-01T12:00:00.900Z', '2026-03-01T12:00:00Z (in 0s)'],
    ['2026-03-01T14:30:00Z', '2026-03-01T14:30:00Z (in 2h)'],
    ['2026-02-01T12:00:00Z', '2026-02-01T12:00:00Z (28d ago)'],
  ])('of %s is the time and how far away it is', (iso, text) => {
    expect(told(new Date(iso), nowMs)).toBe(text);
  });

  test('of no time is a dash, and spans are whole', () => {
    expect(told(undefined, nowMs)).toBe('-');
    expect([spanOf(0), spanOf(59_999), spanOf(60_000)]).toEqual(['0s', '59s', '1m']);
  });
});
