import { readFileSync } from 'node:fs';
import { addAbortSignal } from 'node:stream';
import type { Credentials } from '../adapters/grpc/generated/twitter_connector/v1/account.ts';
import { CommandFailed, exitCodes } from './exit-codes.ts';
import { canAsk, secrets } from './terminal/prompts.ts';
import type { Terminal } from './terminal/terminal.ts';

/** The names that administrators know, of both families; any case, `-` and `_` alike. */
const names: Readonly<Record<keyof Credentials, readonly string[]>> = {
  apiKey: ['API-KEY', 'CONSUMER-KEY'],
  apiKeySecret: ['API-KEY-SECRET', 'API-SECRET', 'CONSUMER-SECRET', 'CONSUMER-KEY-SECRET'],
  accessToken: ['ACCESS-TOKEN', 'TOKEN-KEY'],
  accessTokenSecret: ['ACCESS-TOKEN-SECRET', 'TOKEN-SECRET'],
  bearerToken: ['BEARER-TOKEN'],
};

const asked: Readonly<Record<Exclude<keyof Credentials, 'bearerToken'>, string>> = {
  apiKey: 'API key',
  apiKeySecret: 'API key secret',
  accessToken: 'Access token',
  accessTokenSecret: 'Access token secret',
};

/** What is said for `--help` wherever credentials are taken. */
export const credentialsHelp =
  '\nThe keys come from the file of --credentials (JSON, or lines NAME=VALUE; - is standard input),\n' +
  'else from the variables API_KEY, API_KEY_SECRET, ACCESS_TOKEN, ACCESS_TOKEN_SECRET and\n' +
  'BEARER_TOKEN (optional); what is missing is asked for, and not shown while it is typed.';

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

/** Credentials among attributes; asks for what is missing where somebody can be asked. */
export async function credentialsIn(
  attributes: Attributes,
  terminal: Terminal,
): Promise<Credentials> {
  const find = (field: keyof Credentials) =>
    names[field].map((name) => attributes.get(name)).find((value) => value !== undefined);
  const found: Credentials = {
    apiKey: find('apiKey') ?? '',
    apiKeySecret: find('apiKeySecret') ?? '',
    accessToken: find('accessToken') ?? '',
    accessTokenSecret: find('accessTokenSecret') ?? '',
    bearerToken: find('bearerToken') ?? '',
  };
  const fields = Object.keys(asked) as (keyof typeof asked)[];
  const missing = fields.filter((field) => found[field] === '');
  if (missing.length > 0 && !canAsk(terminal)) {
    throw new CommandFailed(
      exitCodes.usage,
      `Missing: ${missing.map((field) => names[field][0]).join(', ')}.`,
      'Give a file with --credentials, or set the variables; see --help.',
    );
  }
  if (missing.length === 0) return found;
  const questions = missing.map((field) => `${asked[field]}: `);
  const answers = await secrets(terminal, questions);
  return { ...found, ...Object.fromEntries(missing.map((field, n) => [field, answers[n] ?? ''])) };
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
