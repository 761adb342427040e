import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { SendLine } from './send-line.ts';

const minute = 60_000;
const day = 24 * 60 * minute;
const names = [...'abcdefgh'];

const action = fc.oneof(
  fc.record({
    what: fc.constantFrom('hold', 'hold first', 'leave'),
    who: fc.constantFrom(...names),
  }),
  fc.record({ pass: fc.integer({ min: 1_000, max: 5 * minute }) }),
);

/** Who stands in line, and until when, in order. */
type Model = (readonly [string, number])[];

const heldBefore = (model: Model, who: string, nowMs: number): number => {
  const at = model.findIndex(([name]) => name === who);
  return model.slice(0, at < 0 ? undefined : at).filter(([, untilMs]) => untilMs >= nowMs).length;
};

test('as many are ahead as came before and are still awaited', () => {
  fc.assert(
    fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
      const line = new SendLine();
      let model: Model = [];
      let nowMs = Date.UTC(2026, 0, 1);
      for (const one of actions) {
        if ('pass' in one) nowMs += one.pass;
        else if (one.what === 'leave') {
          line.leave(one.who);
          model = model.filter(([name]) => name !== one.who);
        } else if (one.what === 'hold first') {
          const untilMs = nowMs + 3 * minute;
          line.holdFirst(one.who, untilMs);
          model = [[one.who, untilMs], ...model.filter(([name]) => name !== one.who)];
        } else {
          const untilMs = nowMs + 3 * minute;
          line.hold(one.who, untilMs);
          if (!model.some(([name]) => name === one.who)) model.push([one.who, untilMs]);
          model = model.map(([name, at]) => [name, name === one.who ? untilMs : at]);
        }
        for (const who of [...names, 'new']) {
          expect(line.ahead(who, nowMs)).toBe(heldBefore(model, who, nowMs));
        }
      }
    }),
    { numRuns: 300 },
  );
});

test('who comes back within a day stands where they stood, and later at the end', () => {
  const line = new SendLine();
  line.hold('late', minute);
  line.hold('b', 3 * day);
  expect(line.ahead('b', 2 * minute)).toBe(0);
  expect(line.ahead('late', day)).toBe(0);
  expect(line.ahead('late', day + 2 * minute)).toBe(0);
  expect(line.length(day + 4 * minute)).toBe(1);
  expect(line.ahead('late', day + 4 * minute)).toBe(1);
});
