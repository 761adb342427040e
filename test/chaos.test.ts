import { expect, test } from '@jest/globals';
import { run } from '../chaos/run.ts';

const seed = Number(process.env['CHAOS_SEED'] ?? Date.now() % 1_000_000);

const nothingWrong = {
  lost: 0,
  shownTwice: 0,
  overtaken: 0,
  answersLost: 0,
  answersSentTwice: 0,
  answersOvertaken: 0,
  unreported: 0,
  wronglyDead: 0,
};

test.each([
  { store: 'sqlite', replicas: 1, events: 2_000, kills: 8 },
  { store: 'postgres', replicas: 3, events: 2_000, kills: 8 },
] as const)(
  `nothing is lost, shown twice or overtaken: $events messages, $replicas replica(s) on $store killed $kills times (seed ${seed})`,
  async (plan) => {
    const { verdict } = await run({ ...plan, conversations: 100, seed }, () => {});

    const { answers, messages, wrong } = verdict;
    expect(wrong).toEqual(nothingWrong);
    expect([messages, answers]).toEqual([1_960, 200]);
  },
  240_000,
);
