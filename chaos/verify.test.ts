import { expect, test } from '@jest/globals';
import { answersIn, customerOf, isPoisoned, lengthOf } from './plan.ts';
import { type Evidence, verify } from './verify.ts';

const plan = { events: 2_000, conversations: 100 };

/** A run in which everything went well. */
function good(): { [K in keyof Evidence]: Evidence[K][number][] } {
  const evidence: ReturnType<typeof good> = { shown: [], reports: [], sent: [], dead: [] };
  for (let c = 0; c < plan.conversations; c++) {
    const customer = customerOf(c);
    for (let n = 0; n < lengthOf(c, plan); n++) {
      if (isPoisoned(c)) evidence.dead.push(customer);
      else evidence.shown.push([customer, `${c} ${n}`, `event ${c} ${n}`, String(n)]);
    }
    for (let n = 0; n < answersIn(c, plan); n++) {
      evidence.sent.push({ to: customer, text: `answer ${n}` });
      if (isPoisoned(c)) evidence.dead.push(customer);
      else evidence.reports.push(`report ${c} ${n}`);
    }
  }
  return evidence;
}

const wrongIn = (evidence: Evidence) =>
  Object.fromEntries(
    Object.entries(verify(plan, evidence).wrong).filter(([, count]) => count !== 0),
  );

test('a run without faults has nothing wrong, also when the same message was shown again', () => {
  const evidence = good();
  evidence.shown.push(evidence.shown[3]!);

  expect(wrongIn(evidence)).toEqual({});
  expect(verify(plan, evidence)).toMatchObject({ messages: 1_960, answers: 200 });
});

test.each<[string, (evidence: ReturnType<typeof good>) => void, object]>([
  ['a message is missing', ({ shown }) => shown.splice(5, 1), { lost: 1 }],
  [
    'a message came under two ids',
    ({ shown }) => shown.push([shown[5]![0], 'another id', shown[5]![2], shown[5]![3]]),
    { shownTwice: 1 },
  ],
  ['a message overtook another', ({ shown }) => swap(shown, 5), { overtaken: 1 }],
  ['an answer is missing', ({ sent }) => sent.splice(4, 1), { answersLost: 1 }],
  ['an answer was sent twice', ({ sent }) => sent.push(sent[4]!), { answersSentTwice: 1 }],
  ['an answer overtook another', ({ sent }) => swap(sent, 4), { answersOvertaken: 1 }],
  ['a report is missing', ({ reports }) => reports.pop(), { unreported: 1 }],
  ['there is a report too many', ({ reports }) => reports.push('of what?'), { unreported: 1 }],
  ['a healthy message died', ({ dead }) => dead.push(customerOf(0)), { wronglyDead: 1 }],
  ['a poisoned message is not dead', ({ dead }) => dead.pop(), { wronglyDead: 1 }],
])('it is noticed when %s', (_, spoil, wrong) => {
  const evidence = good();
  spoil(evidence);

  expect(wrongIn(evidence)).toEqual(wrong);
});

function swap(list: unknown[], at: number): void {
  [list[at], list[at + 1]] = [list[at + 1], list[at]];
}
