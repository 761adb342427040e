import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';
import {
  deliveryStoreConformance,
  type OpenStore,
} from '../../domain/delivery/delivery-store.conformance.ts';
import { deliveryStoreModel } from '../../domain/delivery/delivery-store.model.ts';
import { SqliteDeadLetters } from './sqlite-dead-letters.ts';
import { SqliteDeliveryStore } from './sqlite-delivery-store.ts';
import { SqliteFile } from './sqlite-file.ts';
import { SqliteJournal } from './sqlite-journal.ts';
import { SqliteLedger } from './sqlite-ledger.ts';

const folder = mkdtempSync(join(tmpdir(), 'sqlite-delivery-store-'));
let files = 0;
const newFile = () => join(folder, `${files++}.db`);

afterAll(() => rmSync(folder, { recursive: true }));

/** The files as they are at this moment: what a crash would leave behind. */
function afterCrash(file: string): string {
  const copy = newFile();
  for (const end of ['', '-wal']) if (existsSync(file + end)) copyFileSync(file + end, copy + end);
  return copy;
}

async function open(file = newFile()): Promise<OpenStore> {
  const opened = new SqliteFile(file);
  const { database } = opened;
  database.exec('PRAGMA synchronous = OFF');
  return {
    store: new SqliteDeliveryStore(opened),
    ledger: new SqliteLedger(opened),
    journal: new SqliteJournal(opened),
    deadLetters: new SqliteDeadLetters(opened),
    failBurials: (on) =>
      database.exec(
        on
          ? `CREATE TEMP TRIGGER told BEFORE INSERT ON dead BEGIN SELECT raise(ABORT, 'told'); END`
          : 'DROP TRIGGER told',
      ),
    reopen: async () => {
      const copy = afterCrash(file);
      opened.close();
      return open(copy);
    },
    close: async () => opened.close(),
  };
}

deliveryStoreConformance('the SQLite journal', () => open());
deliveryStoreModel('the SQLite journal', () => open());
