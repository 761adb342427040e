import { afterAll, beforeAll } from '@jest/globals';
import { PostgresServer, type ServerOptions } from './postgres-server.ts';

/** A server for the tests of one file; by default one that does not wait for the disk. */
export function withPostgres(options: ServerOptions = { fsync: false }): () => PostgresServer {
  let server: PostgresServer | undefined;
  beforeAll(async () => {
    server = await PostgresServer.start(options);
  });
  afterAll(() => server?.close());
  return () => {
    if (server === undefined) throw new Error('the server runs during tests only');
    return server;
  };
}
