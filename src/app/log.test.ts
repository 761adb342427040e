import { expect, test } from '@jest/globals';
import pino from 'pino';
import type { Occurrence } from '../domain/observer.ts';
import { loggingObserver } from './log.ts';

/** What is written of an occurrence. */
function written(occurrence: Occurrence): object {
  const lines: string[] = [];
  const log = pino(
    { level: 'debug', base: null, timestamp: false },
    { write: (line) => void lines.push(line) },
  );
  loggingObserver(log).notice(occurrence);
  expect(lines).toHaveLength(1);
  return JSON.parse(lines[0] ?? '') as object;
}

const about = { direction: 'out', accountId: '1', bytes: 5_000_000, elapsedMs: 6_000 } as const;
const [info, debug] = [30, 20];

test.each([
  [
    { state: 'moving', sizeBytes: 15_000_000 },
    { level: info, percent: 33 },
  ],
  [
    { state: 'moving', sizeBytes: 5_000_001 },
    { level: info, percent: 99 },
  ],
  [{ state: 'moving' }, { level: info }],
  [
    { state: 'ended', sizeBytes: 5_000_000 },
    { level: debug, percent: 100 },
  ],
  [{ state: 'ended' }, { level: debug }],
] as const)('a transfer %j is written as %j', (transfer, line) => {
  const msg = transfer.state === 'moving' ? 'a file is on its way' : 'a file has passed';
  const told = { kind: 'transfer', ...about, ...transfer, newBytes: 1 } as const;
  expect(written(told)).toEqual({ ...about, ...line, msg });
});

test('a transfer of nothing has no share of it', () => {
  const nothing = { ...about, bytes: 0, newBytes: 0, sizeBytes: 0, state: 'ended' } as const;
  expect(written({ kind: 'transfer', ...nothing })).not.toHaveProperty('percent');
});
