import { describe, expect, test } from '@jest/globals';
import { CommandFailed, exitCodes, Interrupted } from '../exit-codes.ts';
import { FakeTerminal } from './fake-terminal.model.ts';
import { confirm, secrets } from './prompts.ts';

describe('a question before something that cannot be taken back', () => {
  test.each(['y', 'Y', 'yes', ' YES '])('goes on after %p', async (answer) => {
    const terminal = new FakeTerminal(true);
    const asked = confirm(terminal, 'Delete it?', false);
    await terminal.types(`${answer}\r`, /Delete it\? \[y\/N\] /);
    await expect(asked).resolves.toBeUndefined();
  });

  test.each(['', 'n', 'no', 'yesterday', 'oui'])('does not go on after %p', async (answer) => {
    const terminal = new FakeTerminal(true);
    const asked = confirm(terminal, 'Delete it?', false);
    const refused = expect(asked).rejects.toThrow('Nothing was done.');
    await terminal.types(`${answer}\r`, /Delete it/);
    await refused;
  });

  test('is not asked when --yes was given', async () => {
    const terminal = new FakeTerminal(true);
    await confirm(terminal, 'Delete it?', true);
    expect(terminal.err).toBe('');
  });

  test('is a wrong usage where nobody can be asked', async () => {
    const refused = confirm(new FakeTerminal(false), 'Delete it?', false);
    await expect(refused).rejects.toMatchObject({
      exitCode: exitCodes.usage,
      advice: ['To the question "Delete it?" say yes with --yes.'],
    });
    await expect(refused).rejects.toThrow(CommandFailed);
  });

  test.each([
    ['Ctrl-C', '\u0003'],
    ['Ctrl-D', '\u0004'],
  ])('is stopped by %s', async (_name, key) => {
    const terminal = new FakeTerminal(true);
    const stopped = expect(confirm(terminal, 'Delete it?', false)).rejects.toThrow(Interrupted);
    await terminal.types(key, /Delete it/);
    await stopped;
  });

  test('is stopped by a signal', async () => {
    const terminal = new FakeTerminal(true);
    const stopped = expect(confirm(terminal, 'Delete it?', false)).rejects.toThrow(Interrupted);
    await terminal.until('err', /Delete it/);
    terminal.stopping.abort();
    await stopped;
  });
});

describe('secrets', () => {
  test('are not shown while they are typed, and may be corrected', async () => {
    const terminal = new FakeTerminal(true);
    const asked = secrets(terminal, ['API key: ', 'API key secret: ']);
    await terminal.types('hidx\u007fden \r', /API key: $/);
    await terminal.types('other\r', /API key secret: $/);
    expect(await asked).toEqual(['hidden', 'other']);
    expect(terminal.err).toBe('API key: \nAPI key secret: \n');
    expect(terminal.out).toBe('');
  });

  test('may be pasted all at once', async () => {
    const terminal = new FakeTerminal(true);
    const asked = secrets(terminal, ['One: ', 'Two: ', 'Three: ']);
    await terminal.types('a\rb\rc\r', /One/);
    expect(await asked).toEqual(['a', 'b', 'c']);
  });

  test.each([
    ['Ctrl-C', '\u0003'],
    ['Ctrl-D', '\u0004'],
  ])('are given up by %s', async (_name, key) => {
    const terminal = new FakeTerminal(true);
    const stopped = expect(secrets(terminal, ['One: '])).rejects.toThrow(Interrupted);
    await terminal.types(key, /One/);
    await stopped;
  });
});
