import { describe, expect, test } from '@jest/globals';
import { FakeTerminal } from './fake-terminal.model.ts';
import { bytes, count, Progress } from './progress.ts';

describe('progress on a terminal', () => {
  test('is one bar that is redrawn, not too often', () => {
    const terminal = new FakeTerminal(true);
    const progress = new Progress(terminal, 'form.png', bytes, 4_000_000);
    for (const amount of [0, 1_000_000, 2_000_000]) {
      progress.at(amount);
      progress.at(amount + 1);
      terminal.nowMs += 150;
    }
    progress.end(4_000_000);
    expect(terminal.err.split('\r').map((text) => text.replace('\u001b[K', ''))).toEqual([
      '',
      `form.png  [${'.'.repeat(30)}]   0%  0 B of 4.0 MB`,
      `form.png  [${'#'.repeat(7)}${'.'.repeat(23)}]  25%  1.0 MB of 4.0 MB`,
      `form.png  [${'#'.repeat(15)}${'.'.repeat(15)}]  50%  2.0 MB of 4.0 MB`,
      `form.png  [${'#'.repeat(30)}] 100%  4.0 MB of 4.0 MB\n`,
    ]);
  });

  test('tells the amount alone when nobody knows the total', () => {
    const terminal = new FakeTerminal(true);
    new Progress(terminal, 'video', bytes).at(1_500);
    expect(terminal.err).toBe('\rvideo  1.5 kB\u001b[K');
  });
});

describe('progress elsewhere', () => {
  test('is a plain line every few seconds, and none for what is quick', () => {
    const terminal = new FakeTerminal(false);
    const progress = new Progress(terminal, 'redrive', count, 1_000);
    for (let done = 0; done <= 1_000; done += 200) {
      progress.at(done);
      terminal.nowMs += 2_600;
    }
    progress.end(1_000);
    expect(terminal.err).toBe('redrive  40%, 400 of 1000\nredrive  80%, 800 of 1000\n');
    new Progress(terminal, 'quick', count, 1).end(1);
    expect(terminal.err).not.toContain('quick');
  });

  test('repeats nothing that steers a terminal', () => {
    const terminal = new FakeTerminal(false);
    const progress = new Progress(terminal, 'a\u001b[2Jb', count);
    terminal.nowMs += 6_000;
    progress.at(1);
    expect(terminal.err).toBe('a [2Jb  1\n');
  });
});
