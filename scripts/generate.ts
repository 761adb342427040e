// Writes what is generated from the code: the configuration table of the README.
// `--check` changes nothing and fails when the files are not up to date.
import { readFileSync, writeFileSync } from 'node:fs';
import { schema } from '../src/app/configuration.ts';

const begin = '<!-- configuration:begin -->';
const end = '<!-- configuration:end -->';

const rows = Object.entries(schema.shape).map(([name, form]) => {
  const standard = form.safeParse(undefined);
  const optional = standard.success && standard.data === undefined;
  const shown = standard.success ? `\`${String(standard.data)}\`` : 'required';
  return `| \`${name}\` | ${optional ? '–' : shown} | ${form.description ?? ''} |`;
});
const table = ['| name | default | meaning |', '|---|---|---|', ...rows].join('\n');

const file = new URL('../README.md', import.meta.url);
const readme = readFileSync(file, 'utf8');
const [before, after] = [readme.indexOf(begin), readme.indexOf(end)];
if (before < 0 || after < before) throw new Error('README.md has lost its configuration markers');
const wanted = `${readme.slice(0, before + begin.length)}\n${table}\n${readme.slice(after)}`;

if (!process.argv.includes('--check')) writeFileSync(file, wanted);
else if (wanted !== readme) {
  console.error('README.md is not up to date; run: npm run generate');
  process.exitCode = 1;
}
