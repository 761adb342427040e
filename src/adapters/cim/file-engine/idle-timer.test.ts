import { expect, test } from '@jest/globals';
import { Failure } from '../../../domain/errors.ts';
import { ManualClock } from '../../in-memory/manual-clock.ts';
import { IdleTimer } from './idle-timer.ts';

const clock = new ManualClock();

test('runs out when nothing moves for too long', async () => {
  const idle = new IdleTimer(clock, 1_000);
  await clock.advance(999);
  idle.moved();
  await clock.advance(999);
  expect(idle.signal.aborted).toBe(false);
  await clock.advance(1);
  expect(idle.signal.aborted).toBe(true);
});

test('rests until something moves again', async () => {
  const idle = new IdleTimer(clock, 1_000);
  idle.rest();
  await clock.advance(9_000);
  expect(idle.signal.aborted).toBe(false);
  idle.moved();
  await clock.advance(1_000);
  expect(idle.signal.aborted).toBe(true);
});

test('never runs out when the transfer is over', async () => {
  const idle = new IdleTimer(clock, 1_000);
  idle.end();
  idle.moved();
  await clock.advance(9_000);
  expect(idle.signal.aborted).toBe(false);
});

test('tells failures of the way from our own', () => {
  const idle = new IdleTimer(clock, 1_000);
  const failure = new Failure('too-large', 'as told');
  expect(idle.failureOf(failure)).toBe(failure);
  const torn = Object.assign(new Error('secret'), { code: 'ECONNRESET' });
  expect(idle.failureOf(torn)).toMatchObject({
    code: 'media-unavailable',
    detail: 'the transfer broke off: ECONNRESET',
  });
  expect(idle.failureOf(new TypeError('x is undefined'))).toMatchObject({ code: 'internal' });
});
