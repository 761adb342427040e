import { existsSync, renameSync } from 'node:fs';
import { AesGcmSeal } from '../adapters/crypto/aes-gcm-seal.ts';
import { PostgresMove } from '../adapters/postgres/postgres-move.ts';
import { SqliteContents } from '../adapters/sqlite/sqlite-contents.ts';
import { SqliteFile } from '../adapters/sqlite/sqlite-file.ts';
import { BadConfiguration, type Configuration } from './configuration.ts';
import { configuredKey, credentialsKey } from './credentials-key.ts';
import { type MoveArguments, moveArguments, usage } from './move-arguments.ts';
import { moveContents } from './move-contents.ts';

/** Moves a journal as the arguments say; the exit code. `tell` is told each line for the operator. */
export async function moveCommand(
  args: readonly string[],
  environment: Readonly<NodeJS.ProcessEnv>,
  tell: (line: string) => void,
): Promise<0 | 1 | 2> {
  try {
    const asked = moveArguments(args, environment);
    if (asked === 'help') tell(usage);
    else await move(asked, tell);
    return 0;
  } catch (thrown) {
    tell(thrown instanceof Error ? thrown.message : 'The journal could not be moved.');
    return thrown instanceof BadConfiguration ? 2 : 1;
  }
}

/** Repeated after its end it only looks whether all is there. */
async function move(
  { file: path, configuration }: MoveArguments,
  tell: (line: string) => void,
): Promise<void> {
  const movedPath = `${path}.moved`;
  const wasRenamed = !existsSync(path) && existsSync(movedPath);
  if (!wasRenamed && !existsSync(path)) throw new Error(`There is no journal ${path}.`);
  if (!wasRenamed && existsSync(movedPath)) {
    throw new Error(`There is ${movedPath} already, from another time; put it elsewhere.`);
  }
  const file = new SqliteFile(wasRenamed ? movedPath : path);
  try {
    const outcome = await take(file, sealOf(configuration, path), configuration, wasRenamed, tell);
    if (outcome === 'before') tell('All of this journal was moved before.');
  } finally {
    file.close();
  }
  if (!wasRenamed) renameSync(path, movedPath);
  tell(`Moved. The old journal is ${movedPath}; start the replicas now.`);
}

async function take(
  file: SqliteFile,
  seal: AesGcmSeal,
  { JOURNAL_SCHEMA, JOURNAL_URL }: Configuration,
  wasRenamed: boolean,
  tell: (line: string) => void,
): Promise<'moved' | 'before'> {
  const contents = new SqliteContents(file);
  const target = await PostgresMove.open(JOURNAL_URL, { schema: JOURNAL_SCHEMA, seal });
  try {
    return await target.take({
      name: contents.name(),
      newestPosition: contents.newestPosition(),
      bring: async (into) => {
        if (wasRenamed) throw new Error('This journal was moved before, but to somewhere else.');
        await moveContents({ file, contents, seal }, into, tell);
        tell('writing it to the disk');
      },
    });
  } finally {
    await target.close();
  }
}

/** Closes with the new key; opens with any that the journal may have been used with. */
function sealOf(configuration: Configuration, path: string): AesGcmSeal {
  const { CREDENTIALS_KEY = '', CREDENTIALS_OLD_KEYS } = configuration;
  const beside = existsSync(`${path}.key`) ? [credentialsKey(undefined, path)] : [];
  const others = [...CREDENTIALS_OLD_KEYS.map(configuredKey), ...beside];
  return new AesGcmSeal(configuredKey(CREDENTIALS_KEY), others);
}
