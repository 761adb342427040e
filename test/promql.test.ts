import { expect, test } from '@jest/globals';
import { queryIn } from './promql.ts';

test('reads which metrics a query looks at, by which labels, and what it keeps', () => {
  const { selectors, groupedBy } = queryIn(
    'sum by (job, le) (rate(a_bucket{x="1", y=~"2|3"}[5m])) / max(b) unless (c offset 30m) > 0.5',
  );
  expect(selectors.map(({ name, labels }) => [name, [...labels]])).toEqual([
    [
      'a_bucket',
      [
        ['x', '1'],
        ['y', undefined],
      ],
    ],
    ['b', []],
    ['c', []],
  ]);
  expect(groupedBy).toEqual(['job', 'le']);
});

test.each(['sum(a', 'sum(a))', 'sum{a)', 'average(a)', 'a ; b', 'a{x="1}'])(
  'finds fault with %s',
  (text) => {
    expect(() => queryIn(text)).toThrow();
  },
);
