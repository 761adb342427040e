import { readFileSync } from 'node:fs';
import { addAbortSignal } from 'node:stream';
import { CommandFailed, exitCodes } from './exit-codes.ts';
import type { Terminal } from './terminal/terminal.ts';

/** Attributes by folded name. */
export type Attributes = ReadonlyMap<string, string>;

const folded = (name: string): string =>
  name
    .trim()
    .toUpperCase()
    .replaceAll(/[-_ ]+/g, '-');

/** The attributes of the file, or of the environment when there is none. */
export async function attributesFrom(
  file: string | undefined,
  terminal: Terminal,
): Promise<Attributes> {
  if (file === undefined) return attributesIn(terminal.environment);
  const text = file === '-' ? await everything(terminal) : textOf(file);
  return attributesIn(text.trimStart().startsWith('{') ? jsonIn(text, file) : linesIn(text));
}

function attributesIn(values: Readonly<Record<string, unknown>>): Attributes {
  const given = Object.entries(values).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1].trim() !== '',
  );
  return new Map(given.map(([name, value]) => [folded(name), value.trim()]));
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    throw new CommandFailed(exitCodes.usage, `${file} cannot be read (${code}).`);
  }
}

async function everything({ stdin, signal }: Terminal): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of addAbortSignal(signal, stdin))
    chunks.push(Buffer.from(chunk as Buffer));
  return Buffer.concat(chunks).toString();
}

/** A parser's own words would repeat a part of the text, which may be a secret. */
function jsonIn(text: string, file: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(text) as Readonly<Record<string, unknown>>;
  } catch {
    throw new CommandFailed(exitCodes.usage, `${file} is not JSON.`);
  }
}

function linesIn(text: string): Readonly<Record<string, string>> {
  const pairs = [...text.matchAll(/^\s*(?:export\s+)?([\w -]+?)\s*[=:]\s*(.*?)\s*$/gm)];
  return Object.fromEntries(
    pairs.map(([, name = '', value = '']) => [name, value.replace(/^(["'])(.*)\1$/, '$2')]),
  );
}
