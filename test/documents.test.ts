import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { faultsOfNamed } from '../scripts/named-tests.ts';

const root = join(import.meta.dirname, '..');
const pages = ['README.md', ...globSync('docs/**/*.md', { cwd: root }).toSorted()];
const textOf = (page: string): string => readFileSync(join(root, page), 'utf8');

interface Link {
  readonly words: string;
  /** From the root; the page itself where the link leads to a place in it. */
  readonly file: string;
  readonly heading: string;
}

/** The links of a page that lead to other places of this repository. */
function linksOf(page: string): readonly Link[] {
  return [...textOf(page).matchAll(/\[([^\]]+)\]\(([^)\s]+)\)/g)]
    .filter(([, , to = '']) => !/^[a-z]+:/.test(to))
    .map(([, words = '', to = '']) => {
      const [path = '', heading = ''] = to.split('#');
      const file = path === '' ? page : normalize(join(dirname(page), path));
      return { words, file, heading };
    });
}

const anchorsIn = (page: string): readonly string[] =>
  [...textOf(page).matchAll(/^#+ (.+)$/gm)].map(([, words = '']) =>
    words
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

describe('every page', () => {
  test.each(pages)('%s leads only to what is there', (page) => {
    const broken = linksOf(page).filter(({ file, heading }) => {
      if (!existsSync(join(root, file))) return true;
      return heading !== '' && !anchorsIn(file).includes(heading);
    });
    expect(broken).toEqual([]);
  });

  test.each(pages)('%s names only tests that there are', (page) => {
    const named = linksOf(page).filter(({ file }) => file.endsWith('.test.ts'));
    expect(named.flatMap(({ words: name, file }) => faultsOfNamed({ file, name }))).toEqual([]);
  });
});

describe('the threat model', () => {
  const [, ...sections] = textOf('docs/threat-model.md').split(/^## (?=X’s webhook)/m);
  const claims = sections
    .join('')
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| threat |'));

  test('names a test for each thing that the code does', () => {
    expect(claims.length).toBeGreaterThan(30);
    const unproved = claims.filter((row) => !row.includes('.test.ts)'));
    // Against this one the code does nothing, and says so.
    expect(unproved.map((row) => row.split(' | ')[0])).toEqual([
      '| Somebody registers an account of their own',
    ]);
  });
});

describe('the page of failures', () => {
  test('quotes placeholders as agents see them', () => {
    const source = [
      'src/domain/messaging/deliver-to-contact-center.ts',
      'src/domain/messaging/customer-parts.ts',
    ].map(textOf);
    const quoted = [
      ...textOf('docs/operations/failures.md').matchAll(/cannot be shown here: ([^.]+)\./g),
    ].map(([, why]) => why);
    expect(quoted.length).toBeGreaterThan(4);
    const unsaid = quoted.filter((why) => !source.some((text) => text.includes(`'${why}'`)));
    expect(unsaid).toEqual([]);
  });
});
