import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './dockerfile.ts';

export interface Imports {
  /** Files of the repository, by their paths from there. */
  readonly files: ReadonlySet<string>;
  readonly packages: ReadonlySet<string>;
}

const anImport =
  /^\s*(?:import|export)\b(?! type)[^'"]*?from '([^']+)'|^\s*import '([^']+)'|\bimport\('([^']+)'\)/gm;

/** Everything that a program may load, by following its imports; those of types alone load nothing. */
export function importsOf(...entries: readonly string[]): Imports {
  const files = new Set<string>(entries);
  const packages = new Set<string>();
  for (const file of files) {
    const text = readFileSync(join(root, file), 'utf8');
    for (const [, from, alone, later] of text.matchAll(anImport)) {
      const target = from ?? alone ?? later ?? '';
      if (target.startsWith('.')) files.add(join(dirname(file), target));
      else if (!target.startsWith('node:')) packages.add(packageOf(target));
    }
  }
  return { files, packages };
}

const packageOf = (target: string): string =>
  target
    .split('/')
    .slice(0, target.startsWith('@') ? 2 : 1)
    .join('/');
