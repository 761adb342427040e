import type { Command } from 'commander';
import { describe, expect, test } from '@jest/globals';
import { exitCodes } from './exit-codes.ts';
import { programFor } from './program.ts';
import { run } from './run.ts';
import { runOn } from './run-on.model.ts';
import { FakeTerminal } from './terminal/fake-terminal.model.ts';

const pathsOf = (command: Command, path: readonly string[] = []): readonly string[] =>
  command.commands.flatMap((sub) =>
    sub.commands.length === 0
      ? [[...path, sub.name()].join(' ')]
      : pathsOf(sub, [...path, sub.name()]),
  );

const paths = pathsOf(programFor(new FakeTerminal(), () => {}));

describe('every command', () => {
  test('that operators need is there', () => {
    expect(paths).toEqual([
      'doctor',
      'status',
      'register',
      ...['list', 'show', 'set', 'remove', 'lookup', 'watch', 'heal'].map(
        (name) => `accounts ${name}`,
      ),
      ...['list', 'register', 'validate', 'delete'].map((name) => `webhooks ${name}`),
      ...['list', 'add', 'remove', 'count'].map((name) => `subscriptions ${name}`),
      ...['tail', 'list', 'show', 'send'].map((name) => `messages ${name}`),
      ...['list', 'show', 'redrive', 'discard'].map((name) => `dead-letters ${name}`),
      ...['put', 'get'].map((name) => `files ${name}`),
    ]);
  });

  test.each(paths)('%s explains itself, with examples that it understands', async (path) => {
    const terminal = new FakeTerminal();
    expect(await run([...path.split(' '), '--help'], terminal)).toBe(exitCodes.ok);
    expect(terminal.out).toMatch(/^Usage: twitter-connector /);
    expect(terminal.out).toContain('--address <host:port>');
    const examples = terminal.out.slice(terminal.out.indexOf('Examples:')).split('\n').slice(1, -1);
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) expect(example).toContain(`  twitter-connector ${path}`);
    expect(terminal.err).toBe('');
  });
});

describe('the exit codes', () => {
  test('are what scripts rely on', () => {
    expect(exitCodes).toEqual({
      ok: 0,
      failed: 1,
      usage: 2,
      notFound: 3,
      refused: 4,
      unavailable: 5,
      unauthenticated: 6,
      interrupted: 130,
    });
  });
});

describe('the help of the program', () => {
  test('has the exit codes', async () => {
    const terminal = new FakeTerminal();
    expect(await run(['--help'], terminal)).toBe(exitCodes.ok);
    for (const code of Object.values(exitCodes)) {
      expect(terminal.out).toMatch(new RegExp(`^  ${code} +\\w`, 'm'));
    }
  });

  test('never shows the token of the environment', async () => {
    const terminal = new FakeTerminal(false, { ADMIN_TOKEN: 'a-very-secret-token' });
    await run(['messages', 'tail', '--help'], terminal);
    expect(terminal.out).not.toContain('a-very-secret-token');
  });
});

describe('a command line that is wrong', () => {
  const nobody = { address: '127.0.0.1:1' };

  test.each([
    ['no command', []],
    ['a group alone', ['webhooks']],
    ['an unknown command', ['webhook', 'list']],
    ['an unknown option', ['status', '--loud']],
    ['an argument too few', ['webhooks', 'delete']],
    ['an argument too many', ['status', 'now']],
    ['a limit that is no number', ['messages', 'list', '--limit', 'many']],
    ['a time that is none', ['messages', 'list', '--since', 'yesterday']],
    ['a state that is none', ['messages', 'list', '--state', 'lost']],
    ['an account that is no id', ['accounts', 'show', 'northwind_bank']],
    ['a time-out without a unit', ['status', '--timeout', '15']],
    ['two tokens', ['status', '--token', 'a', '--token-file', 'README.md']],
    ['a file that is not there', ['status', '--token-file', '/nowhere/token']],
    ['a certificate without its key', ['status', '--cert', 'README.md']],
    ['an address that is a URL', ['status', '--address', 'http://localhost:8080']],
    ['nothing to send', ['messages', 'send', '--customer', '7', '--account', '1']],
    ['no dead letters named', ['dead-letters', 'redrive']],
    ['dead letters named twice', ['dead-letters', 'discard', 'x/1', '--all']],
  ])('with %s ends with 2, and says so on standard error', async (_what, argv) => {
    const { code, out, err } = await runOn(nobody, argv);
    expect({ code, out }).toEqual({ code: exitCodes.usage, out: '' });
    expect(err).not.toContain('should not have happened');
    expect(err.length).toBeGreaterThan(20);
  });

  test('is told what was meant', async () => {
    const { err } = await runOn(nobody, ['dead-leters', 'list']);
    expect(err).toContain('Did you mean dead-letters?');
  });
});
