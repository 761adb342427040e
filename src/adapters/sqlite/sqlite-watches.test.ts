import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';
import { type OpenWatches, watchesConformance } from '../../domain/watch/watches.conformance.ts';
import { SqliteFile } from './sqlite-file.ts';
import { SqliteWatches } from './sqlite-watches.ts';

const folder = mkdtempSync(join(tmpdir(), 'sqlite-watches-'));
let files = 0;
const newFile = () => join(folder, `${files++}.db`);

afterAll(() => rmSync(folder, { recursive: true }));

async function open(file = newFile()): Promise<OpenWatches> {
  const journal = new SqliteFile(file);
  return {
    watches: new SqliteWatches(journal),
    others: new SqliteWatches(journal),
    reopen: async () => {
      const copy = newFile();
      for (const end of ['', '-wal']) {
        if (existsSync(file + end)) copyFileSync(file + end, copy + end);
      }
      journal.close();
      return open(copy);
    },
    close: async () => journal.close(),
  };
}

watchesConformance('a SQLite journal', () => open());
