import { PassThrough } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import { Interrupted } from '../exit-codes.ts';
import { FakeTerminal } from './fake-terminal.model.ts';
import { Output } from './output.ts';

interface Thing {
  readonly id: string;
  readonly what: string;
}

const things: readonly Thing[] = [
  { id: '1', what: 'short' },
  { id: '1000', what: 'evil \u001b[31mred\u001b[0m\nline\u0007 \u202eabc\u009b2J' },
  { id: '20', what: '' },
];
const listing = {
  columns: [
    { head: 'ID', cell: ({ id }: Thing) => id },
    { head: 'WHAT', cell: ({ what }: Thing) => what, tone: () => 'bad' as const },
  ],
  json: (thing: Thing) => thing,
  none: 'Nothing.',
};

describe('a list', () => {
  test('is a table with aligned columns for people', async () => {
    const terminal = new FakeTerminal();
    await new Output(terminal, false).list(things, listing);
    expect(terminal.out).toBe(
      ['ID    WHAT', '1     short', '1000  evil  [31mred [0m line   abc 2J', '20    -', ''].join(
        '\n',
      ),
    );
  });

  test('is one value a line for programs, exactly as it was', async () => {
    const terminal = new FakeTerminal();
    await new Output(terminal, true).list(things, listing);
    expect(terminal.values).toEqual(things);
    expect(terminal.out).not.toMatch(/[^\P{Cc}\n]/u);
  });

  test('that is empty is said beside the result', async () => {
    const terminal = new FakeTerminal();
    await new Output(terminal, false).list([], listing);
    expect([terminal.out, terminal.err]).toEqual(['', 'Nothing.\n']);
  });

  test('has names of several columns aligned whatever they are written in', async () => {
    const terminal = new FakeTerminal();
    const rows = [
      { id: 'e\u0301', what: 'x' },
      { id: 'abc', what: 'y' },
    ];
    await new Output(terminal, false).list(rows, listing);
    expect(terminal.out.split('\n').slice(1, 3)).toEqual(['e\u0301    x', 'abc  y']);
  });
});

describe('colours', () => {
  const shown = async (isTTY: boolean, environment: Record<string, string> = {}) => {
    const terminal = new FakeTerminal(isTTY, environment);
    await new Output(terminal, false).list(things.slice(0, 1), listing);
    return terminal.out.includes('\u001b[31mshort');
  };

  test('are shown on a terminal only', async () => {
    expect(await shown(true)).toBe(true);
    expect(await shown(false)).toBe(false);
  });

  test('are left out where they are not wanted', async () => {
    expect(await shown(true, { NO_COLOR: '1' })).toBe(false);
    expect(await shown(true, { TERM: 'dumb' })).toBe(false);
    expect(await shown(true, { NO_COLOR: '' })).toBe(true);
  });
});

describe('a slow reader', () => {
  test('slows the command down', async () => {
    const terminal = new FakeTerminal();
    const stdout = new PassThrough({ highWaterMark: 1 });
    const output = new Output(Object.assign(terminal, { stdout }), false);
    const steps: string[] = [];
    const written = output.line('a line').then(() => steps.push('written'));
    await Promise.resolve();
    steps.push('read');
    stdout.resume();
    await written;
    expect(steps).toEqual(['read', 'written']);
  });

  test('does not hold a command that is stopped', async () => {
    const terminal = new FakeTerminal();
    const stdout = new PassThrough({ highWaterMark: 1 });
    const output = new Output(Object.assign(terminal, { stdout }), false);
    const written = output.line('a line');
    terminal.stopping.abort();
    await written;
    await expect(output.line('another')).rejects.toThrow(Interrupted);
  });
});
