import { clean, type Paint, padded, type Tone, widthOf } from './words.ts';

/** A column: how an item reads in it, and in which tone. */
export interface Column<T> {
  readonly head: string;
  readonly cell: (item: T) => string;
  readonly tone?: (item: T) => Tone;
}

/** The lines of a table with aligned columns; what is empty is shown as `-`. */
export function tableOf<T>(
  columns: readonly Column<T>[],
  items: readonly T[],
  paint: Paint,
): readonly string[] {
  const cells = items.map((item) => columns.map(({ cell }) => clean(cell(item)) || '-'));
  const widths = columns.map(({ head }, n) =>
    Math.max(widthOf(head), ...cells.map((row) => widthOf(row[n] ?? ''))),
  );
  const line = (row: readonly string[], tone: (n: number) => Tone) =>
    row
      .map((text, n) => [n === row.length - 1 ? text : padded(text, widths[n] ?? 0), tone(n)])
      .map(([text, tone]) => paint(tone as Tone, text as string))
      .join('  ');
  return [
    line(
      columns.map(({ head }) => head),
      () => 'weak',
    ),
    ...cells.map((row, at) => line(row, (n) => columns[n]?.tone?.(items[at] as T) ?? 'plain')),
  ];
}

/** The lines of one thing: names at the left, values at the right; lists take several lines. */
export function fieldsOf(
  fields: Readonly<Record<string, string | readonly string[]>>,
  paint: Paint,
): readonly string[] {
  const width = Math.max(...Object.keys(fields).map((name) => name.length));
  return Object.entries(fields).flatMap(([name, value]) => {
    const values = typeof value === 'string' ? [value] : value;
    return (values.length === 0 ? [''] : values).map(
      (text, n) => `${paint('weak', padded(n === 0 ? name : '', width))}  ${clean(text) || '-'}`,
    );
  });
}
