import { afterAll, beforeAll } from '@jest/globals';
import { PostgresServer } from '../../../sandbox/postgres/postgres-server.ts';
import {
  deliveryStoreConformance,
  type OpenStore,
} from '../../domain/delivery/delivery-store.conformance.ts';
import { deliveryStoreModel } from '../../domain/delivery/delivery-store.model.ts';
import { migrate } from './migrate.ts';
import { PostgresDatabase } from './postgres-database.ts';
import { PostgresDeadLetters } from './postgres-dead-letters.ts';
import { PostgresDeliveryStore } from './postgres-delivery-store.ts';
import { PostgresJournal } from './postgres-journal.ts';
import { PostgresLedger } from './postgres-ledger.ts';

let server: PostgresServer;
let database: PostgresDatabase;

beforeAll(async () => {
  server = await PostgresServer.start({ fsync: false });
  database = await PostgresDatabase.open(server.url());
  await migrate(database);
});
afterAll(async () => {
  await database.close();
  await server.close();
});

const options = { clock: 'commit' } as const;

const emptied = ['change', 'dead', 'lane', 'lane_state', 'ledger', 'message', 'seen'];

async function open(): Promise<OpenStore> {
  await database.query(emptied.map((table) => `DELETE FROM ${database.schema}.${table};`).join(''));
  return opened();
}

/** What a crash leaves behind is what the database has. */
function opened(): OpenStore {
  const { query, schema } = database;
  return {
    store: new PostgresDeliveryStore(database, options),
    ledger: new PostgresLedger(database),
    journal: new PostgresJournal(database),
    deadLetters: new PostgresDeadLetters(database, options),
    shared: true,
    failBurials: async (on) => {
      if (!on) return void (await query(`DROP TRIGGER told ON ${schema}.dead`));
      await query(
        `CREATE OR REPLACE FUNCTION ${schema}.told() RETURNS trigger LANGUAGE plpgsql
         AS $$ BEGIN RAISE EXCEPTION 'told'; END $$`,
      );
      await query(
        `CREATE TRIGGER told BEFORE INSERT ON ${schema}.dead
         FOR EACH ROW EXECUTE FUNCTION ${schema}.told()`,
      );
    },
    reopen: async () => opened(),
    close: async () => {},
  };
}

deliveryStoreConformance('the PostgreSQL journal', open);
deliveryStoreModel('the PostgreSQL journal', open, 60);
