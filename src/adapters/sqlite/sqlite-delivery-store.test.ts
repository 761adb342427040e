import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';
import {
  deliveryStoreConformance,
  type OpenStore,
} from '../../domain/delivery/delivery-store.conformance.ts';
import { deliveryStoreModel } from '../../domain/delivery/delivery-store.model.ts';
import { SqliteDeliveryStore } from './sqlite-delivery-store.ts';
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
  const journal = new SqliteJournal(file);
  const { database } = journal;
  database.exec('PRAGMA synchronous = OFF');
  return {
    store: new SqliteDeliveryStore(journal),
    ledger: new SqliteLedger(journal),
    failBurials: (on) =>
      database.exec(
        on
          ? `CREATE TEMP TRIGGER told BEFORE INSERT ON dead BEGIN SELECT raise(ABORT, 'told'); END`
          : 'DROP TRIGGER told',
      ),
    reopen: async () => {
      const copy = afterCrash(file);
      journal.close();
      return open(copy);
    },
    close: async () => journal.close(),
  };
}

deliveryStoreConformance('the SQLite journal', () => open());
deliveryStoreModel('the SQLite journal', () => open());
