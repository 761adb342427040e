import { expect, test } from '@jest/globals';
import { Failure, type FailureCode } from '../errors.ts';
import { toldWhenOver } from './send-outcome.ts';
import type { SendOutcome } from './send-slots.ts';

async function outcomeOf(sending: Promise<string>): Promise<SendOutcome[]> {
  const outcomes: SendOutcome[] = [];
  await toldWhenOver(sending, (outcome) => outcomes.push(outcome)).catch(() => {});
  return outcomes;
}

test('a send that X took was answered', async () => {
  expect(await outcomeOf(Promise.resolve('sent'))).toEqual(['answered']);
});

test.each<[FailureCode, SendOutcome]>([
  ['rejected', 'answered'],
  ['recipient-closed', 'answered'],
  ['throttled', 'throttled'],
  ['unauthorized', 'unanswered'],
  ['unavailable', 'unanswered'],
  ['uncertain', 'unanswered'],
  ['internal', 'unanswered'],
])('of one that failed as %s is said that it was %s', async (code, outcome) => {
  expect(await outcomeOf(Promise.reject(new Failure(code, '')))).toEqual([outcome]);
});

test('the failure itself is passed on', async () => {
  const failure = new Failure('rejected', '');
  await expect(toldWhenOver(Promise.reject(failure), () => {})).rejects.toBe(failure);
});
