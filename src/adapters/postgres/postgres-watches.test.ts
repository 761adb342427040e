import { withPostgres } from '../../../sandbox/postgres/with-postgres.ts';
import { type OpenWatches, watchesConformance } from '../../domain/watch/watches.conformance.ts';
import { migrate } from './migrate.ts';
import { PostgresDatabase } from './postgres-database.ts';
import { PostgresWatches } from './postgres-watches.ts';

const server = withPostgres();

async function open(url?: string): Promise<OpenWatches> {
  const own = url ?? server().url(await server().createDatabase());
  const [database, another] = [await PostgresDatabase.open(own), await PostgresDatabase.open(own)];
  await migrate(database);
  const close = async () => {
    await database.close();
    await another.close();
  };
  return {
    watches: new PostgresWatches(database),
    others: new PostgresWatches(another),
    reopen: async () => {
      await close();
      return open(own);
    },
    close,
  };
}

watchesConformance('a PostgreSQL database', () => open());
