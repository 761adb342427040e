import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

const root = join(import.meta.dirname, '..');
let copy = '';

/** A copy of the sources in which a violation can be planted. */
beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'architecture-'));
  for (const part of [
    'src',
    '.oxlintrc.json',
    'tsconfig.json',
    'tsconfig.domain.json',
    'package.json',
  ]) {
    cpSync(join(root, part), join(copy, part), { recursive: true });
  }
});

afterAll(() => rmSync(copy, { recursive: true, force: true }));

function lint(): { status: number | null; output: string } {
  const run = spawnSync(join(root, 'node_modules/.bin/oxlint'), ['src'], {
    cwd: copy,
    encoding: 'utf8',
  });
  return { status: run.status, output: run.stdout + run.stderr };
}

function planted<T>(file: string, code: string, look: () => T): T {
  const path = join(copy, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, code);
  try {
    return look();
  } finally {
    rmSync(path);
  }
}

describe('the rules of the architecture', () => {
  test('hold for the sources as they are, and look at many files', () => {
    expect(readdirSync(join(copy, 'src/domain'), { recursive: true }).length).toBeGreaterThan(30);
    expect(lint()).toMatchObject({ status: 0 });
  });

  test.each([
    [
      'a package in the domain',
      'src/domain/planted.ts',
      "import { z } from 'zod';\nexport const planted = z;\n",
      'imports nothing outside itself',
    ],
    [
      'a Node built-in in the domain',
      'src/domain/planted.ts',
      "import { join } from 'node:path';\nexport const planted = join;\n",
      'imports nothing outside itself',
    ],
    [
      'an adapter in the domain',
      'src/domain/messaging/planted.ts',
      "import { systemClock } from '../../adapters/system/system-clock.ts';\nexport const planted = systemClock;\n",
      'does not know its adapters',
    ],
    [
      'one adapter in another',
      'src/adapters/cim/planted.ts',
      "import { signatureOf } from '../twitter/webhook/signature.ts';\nexport const planted = signatureOf;\n",
      'do not import each other',
    ],
    [
      'the app in an adapter',
      'src/adapters/cim/planted.ts',
      "import { logger } from '../../app/log.ts';\nexport const planted = logger;\n",
      'Nobody imports the app',
    ],
    [
      'a circle of imports',
      'src/domain/planted.ts',
      "import { planted as again } from './planted.ts';\nexport const planted: unknown = again;\n",
      'import',
    ],
    [
      'a file of more than 200 lines',
      'src/domain/planted.ts',
      `export const planted = [\n${'  1,\n'.repeat(200)}];\n`,
      'too many lines',
    ],
    ['any', 'src/app/planted.ts', 'export const planted: any = 1;\n', 'any'],
    [
      'a mock',
      'src/app/planted.test.ts',
      "import { jest } from '@jest/globals';\nexport const planted = jest.fn();\n",
      'in-memory adapter',
    ],
  ])('refuse %s, with advice', (_what, file, code, advice) => {
    const { status, output } = planted(file, code, lint);
    expect(status).not.toBe(0);
    expect(output).toContain('planted');
    expect(output).toContain(advice);
  });

  test('refuse what only Node.js has, in the domain', () => {
    const tsc = join(root, 'node_modules/.bin/tsc');
    const compile = () =>
      spawnSync(tsc, ['-p', 'tsconfig.domain.json'], { cwd: copy, encoding: 'utf8' });
    expect(compile()).toMatchObject({ status: 0 });
    const code = 'export const planted = process.env;\nexport const timer = setTimeout;\n';
    const { status, stdout } = planted('src/domain/planted.ts', code, compile);
    expect(status).not.toBe(0);
    expect(stdout).toContain('process');
    expect(stdout).toContain('setTimeout');
  });
});
