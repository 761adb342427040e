import { existsSync, readFileSync } from 'node:fs';

/** A test by its file and its name, the names of the groups around it first: `group › test`. */
export interface NamedTest {
  readonly file: string;
  readonly name: string;
}

/** What is wrong with the name of a test; nothing when the file has it. */
export function faultsOfNamed({ file, name }: NamedTest): readonly string[] {
  const path = new URL(`../${file}`, import.meta.url);
  if (!existsSync(path)) return [`there is no file ${file}`];
  const source = readFileSync(path, 'utf8');
  return name
    .split(' › ')
    .filter((part) => !["'", '"', '`'].some((quote) => source.includes(quote + part + quote)))
    .map((part) => `${file} has no test ${part}`);
}

/** As a page in a folder of `docs` shows it; `up` leads from there to the root. */
export const linkTo = ({ file, name }: NamedTest, up: string): string => `[${name}](${up}${file})`;
