import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

const root = join(import.meta.dirname, '..');
const delivery = 'proto/twitter_connector/v1/delivery.proto';
let copy = '';

/** A copy of the contract in which a violation can be planted. */
beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'contract-'));
  for (const part of ['proto', 'buf.yaml', 'proto-baseline.binpb']) {
    cpSync(join(root, part), join(copy, part), { recursive: true });
  }
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

function buf(...args: readonly string[]): { status: number | null; output: string } {
  const run = spawnSync(join(root, 'node_modules/.bin/buf'), args, { cwd: copy, encoding: 'utf8' });
  return { status: run.status, output: run.stdout + run.stderr };
}

function planted<T>(from: string | RegExp, to: string, look: () => T): T {
  const path = join(copy, delivery);
  const original = readFileSync(path, 'utf8');
  const changed = original.replace(from, to);
  expect(changed).not.toBe(original);
  writeFileSync(path, changed);
  try {
    return look();
  } finally {
    writeFileSync(path, original);
  }
}

const breaking = () => buf('breaking', '--against', 'proto-baseline.binpb');

describe('the contract of the control API', () => {
  test('is in form, and breaks nothing that was promised', () => {
    expect(buf('lint')).toEqual({ status: 0, output: '' });
    expect(breaking()).toEqual({ status: 0, output: '' });
    expect(buf('ls-files').output.split('\n').length).toBeGreaterThan(5);
  });

  test.each([
    ['a field has another number', 'string failure = 4;', 'string failure = 14;'],
    ['a field has another type', 'string failure = 4;', 'bytes failure = 4;'],
    ['a field has another name', 'string failure = 4;', 'string reason = 4;'],
    ['a field is gone', 'string failure = 4;', ''],
    ['a call is gone', /rpc GetStatistics\(.*;/, ''],
    ['an answer becomes a stream', 'returns (GetStat', 'returns (stream GetStat'],
  ])('is broken, and refused, when %s', (_what, from, to) => {
    expect(planted(from, to, breaking).status).not.toBe(0);
  });

  test.each([
    ['a field says nothing', /\n *\/\/ Why, e.g.*/, '', 'comment'],
    ['a name has another form', 'string failure = 4;', 'string Failure = 4;', 'lower_snake_case'],
    ['an answer is shared', 'returns (GetStatisticsResponse)', 'returns (DeadLetter)', 'response'],
  ])('is refused when %s', (_what, from, to, advice) => {
    const { status, output } = planted(from, to, () => buf('lint'));
    expect(status).not.toBe(0);
    expect(output).toContain(advice);
  });

  test('may grow', () => {
    const more = 'string failure = 4;\n  // More.\n  string more = 99;';
    expect(planted('string failure = 4;', more, breaking)).toEqual({ status: 0, output: '' });
  });
});
