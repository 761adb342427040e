import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Failure } from '../../domain/errors.ts';
import { CannedService } from '../canned-service.model.ts';
import { exitCodes } from '../exit-codes.ts';
import { runOn } from '../run-on.model.ts';
import { FakeTerminal } from '../terminal/fake-terminal.model.ts';

let folder = '';
const service = new CannedService();
const { world } = service;
beforeAll(() => service.start());
afterAll(() => service.stop());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cli-files-'));
  world.files.clear();
  world.failing.clear();
  world.asked.length = 0;
});
afterEach(() => rmSync(folder, { recursive: true }));

const bytes = Buffer.from(Array.from({ length: 700_001 }, (_, n) => n % 251));
const files = (argv: readonly string[], terminal?: FakeTerminal) =>
  runOn(service, ['files', ...argv], terminal);

describe('files put', () => {
  test('streams the file and tells where it is', async () => {
    const path = join(folder, 'form.bin');
    writeFileSync(path, bytes);
    const { code, lines } = await files(['put', path, '--customer', '7']);
    expect(code).toBe(exitCodes.ok);
    expect(lines).toEqual([
      'name     files/form.bin',
      'type     application/octet-stream',
      'size     700.0 kB',
      'address  https://files.example/form.bin',
    ]);
    expect(world.files.get('files/form.bin')?.equals(bytes)).toBe(true);
    expect(world.requests('UploadFile')).toEqual([
      {
        fileName: 'form.bin',
        contentType: 'application/octet-stream',
        sizeBytes: 700_001n,
        conversation: '7',
      },
    ]);
  });

  test('shows a bar on a terminal', async () => {
    const path = join(folder, 'form.bin');
    writeFileSync(path, bytes);
    const { err } = await files(['put', path, '--type', 'image/png'], new FakeTerminal(true));
    expect(err).toContain('\rform.bin  [');
    expect(err.endsWith('100%  700.0 kB of 700.0 kB\u001b[K\n')).toBe(true);
    expect(world.requests('UploadFile')).toMatchObject([{ contentType: 'image/png' }]);
  });

  test('stops when the service has refused, however much is left to send', async () => {
    const path = join(folder, 'large.bin');
    writeFileSync(path, '');
    truncateSync(path, 200_000_000);
    world.failing.set('UploadFile', new Failure('too-large', 'the file is larger than 25 MB'));
    const { code, err } = await files(['put', path]);
    expect(code).toBe(exitCodes.refused);
    expect(err).toContain('The file is larger than 25 MB.\nImages may have up to 5 MB');
  });

  test.each([
    ['is not there', '/nowhere/form.png'],
    ['is a folder', tmpdir()],
  ])('of what %s is a wrong usage', async (_what, path) => {
    expect((await files(['put', path])).code).toBe(exitCodes.usage);
  });
});

describe('files get', () => {
  beforeEach(() => void world.files.set('files/form-1.png', bytes));

  test('writes the file where it is told, whole or not at all', async () => {
    const path = join(folder, 'form.png');
    const { code, out } = await files(['get', 'form-1.png', '--output', path]);
    expect([code, out]).toEqual([exitCodes.ok, `${path}: image/png, 700.0 kB.\n`]);
    expect(readFileSync(path).equals(bytes)).toBe(true);
    expect(readdirSync(folder)).toEqual(['form.png']);
  });

  test('writes nothing else to standard output', async () => {
    const chunks: Buffer[] = [];
    const terminal = new FakeTerminal();
    terminal.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    const { code } = await files(['get', 'files/form-1.png', '--output', '-'], terminal);
    expect(code).toBe(exitCodes.ok);
    expect(Buffer.concat(chunks).equals(bytes)).toBe(true);
  });

  test('replaces nothing unasked', async () => {
    const path = join(folder, 'form.png');
    writeFileSync(path, 'mine');
    const refused = await files(['get', 'form-1.png', '--output', path]);
    expect([refused.code, readFileSync(path, 'utf8')]).toEqual([exitCodes.usage, 'mine']);
    expect(refused.err).toContain('--force');
    await files(['get', 'form-1.png', '--output', path, '--force']);
    expect(readFileSync(path).equals(bytes)).toBe(true);
  });

  test('leaves what is there as it is when it breaks off', async () => {
    const path = join(folder, 'form.png');
    writeFileSync(path, 'mine');
    world.failing.set('DownloadFile, further', new Failure('unavailable', 'it broke off'));
    const broken = await files(['get', 'form-1.png', '--output', path, '--force']);
    expect([broken.code, readFileSync(path, 'utf8')]).toEqual([exitCodes.unavailable, 'mine']);
    expect(readdirSync(folder)).toEqual(['form.png']);
  });

  test('leaves nothing behind when there is no such file, or no such folder', async () => {
    const missing = await files(['get', 'none.png', '--output', join(folder, 'none.png')]);
    const nowhere = await files(['get', 'form-1.png', '--output', join(folder, 'no', 'where')]);
    expect([missing.code, nowhere.code]).toEqual([exitCodes.notFound, exitCodes.failed]);
    expect(nowhere.err).toContain('cannot be written (ENOENT)');
    expect(readdirSync(folder)).toEqual([]);
  });

  test('never writes outside this folder, whatever the file is called', async () => {
    world.files.set('files/../../evil.png', bytes);
    const { out } = await files(['get', 'files/../../evil.png']);
    expect(out).toBe('evil.png: image/png, 700.0 kB.\n');
    expect(existsSync('evil.png')).toBe(true);
    rmSync('evil.png');
  });
});
