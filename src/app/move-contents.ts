import type { IncomingRows } from '../adapters/postgres/incoming-rows.ts';
import { SqliteAccounts } from '../adapters/sqlite/sqlite-accounts.ts';
import { SqliteChannelTypes } from '../adapters/sqlite/sqlite-channel-types.ts';
import type { SqliteContents } from '../adapters/sqlite/sqlite-contents.ts';
import { SqliteWatches } from '../adapters/sqlite/sqlite-watches.ts';
import type { SqliteFile } from '../adapters/sqlite/sqlite-file.ts';
import type { Seal } from '../domain/accounts/seal.ts';

/** So many rows are written at a time, or so many characters of texts. */
const rowsMax = 1_000;
const charactersMax = 2_000_000;

/** After so many rows of a kind it is told how far it has got. */
const toldEvery = 50_000;

export interface Source {
  readonly file: SqliteFile;
  readonly contents: SqliteContents;
  readonly seal: Seal;
}

/** Everything of a journal, in small parts; `tell` is told how far it has got. */
export async function moveContents(
  { file, contents, seal }: Source,
  into: IncomingRows,
  tell: (line: string) => void,
): Promise<void> {
  const types = await new SqliteChannelTypes(file).all();
  await each('accounts', new SqliteAccounts(file, seal).all(), (rows) => into.accounts(rows), tell);
  await each('channel types', types, (rows) => into.channelTypes(rows), tell);
  const watches = await new SqliteWatches(file).all();
  await each('watches', watches, (rows) => into.watches(rows), tell);
  await each('ids', contents.ids(), (rows) => into.ids(rows), tell);
  await each('sent messages', contents.entries(), (rows) => into.entries(rows), tell);
  await each('conversations', contents.lanes(), (rows) => into.lanes(rows), tell);
  await each('messages', contents.messages(), (rows) => into.messages(rows), tell);
  await each('changes', contents.changes(), (rows) => into.changes(rows), tell);
}

async function each<T>(
  kind: string,
  rows: Iterable<T>,
  write: (rows: readonly T[]) => Promise<void>,
  tell: (line: string) => void,
): Promise<void> {
  let moved = 0;
  for (const part of parts(rows)) {
    await write(part);
    const told = Math.floor(moved / toldEvery);
    moved += part.length;
    if (Math.floor(moved / toldEvery) > told) tell(`${kind}: ${moved} so far`);
  }
  tell(`${kind}: ${moved}`);
}

function* parts<T>(rows: Iterable<T>): Iterable<readonly T[]> {
  let part: T[] = [];
  let characters = 0;
  for (const row of rows) {
    part.push(row);
    characters += bodyOf(row).length;
    if (part.length < rowsMax && characters < charactersMax) continue;
    yield part;
    part = [];
    characters = 0;
  }
  if (part.length > 0) yield part;
}

function bodyOf(row: unknown): string {
  const { body } = row as { readonly body?: unknown };
  return typeof body === 'string' ? body : '';
}
