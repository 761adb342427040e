import { parseArgs } from 'node:util';
import { BadConfiguration, type Configuration, configurationFrom } from './configuration.ts';

export const usage = `Moves the journal of a stopped connector from a SQLite file into PostgreSQL.

  npm run journal:move -- --from sqlite:data/journal.db [--to postgres://…] [--schema name]

  --from    the file, as it stands in JOURNAL_URL so far
  --to      the database, else JOURNAL_URL; it is better there, where no list of processes shows it
  --schema  the schema of the tables, else JOURNAL_SCHEMA, else twitter_connector
  --help    this text

CREDENTIALS_KEY is the key that the replicas are to use. Credentials are opened with it, with those
in CREDENTIALS_OLD_KEYS, or with the key in the file beside the journal. Any of the variables may
stand in a file that NAME_FILE names.

Exit codes: 0 all is moved; 1 it is not, or not known to be, repeat it; 2 the arguments or the configuration are wrong.
`;

/** What is moved where. */
export interface MoveArguments {
  readonly file: string;
  readonly configuration: Configuration;
}

const options = {
  from: { type: 'string' },
  to: { type: 'string' },
  schema: { type: 'string' },
  help: { type: 'boolean' },
} as const;

const settings = ['JOURNAL_URL', 'JOURNAL_SCHEMA', 'CREDENTIALS_KEY', 'CREDENTIALS_OLD_KEYS'];

/** Fails with `BadConfiguration`, which repeats no secret. */
export function moveArguments(
  args: readonly string[],
  environment: Readonly<NodeJS.ProcessEnv>,
): MoveArguments | 'help' {
  const { from = '', to, schema, help } = parsed(args);
  if (help === true) return 'help';
  const file = from.startsWith('sqlite:') ? from.slice('sqlite:'.length) : '';
  const faults = file === '' ? ['--from must be sqlite:<file>'] : [];
  try {
    const configuration = configurationFrom(chosen(environment, to, schema));
    if (configuration.JOURNAL_URL.startsWith('sqlite:')) {
      faults.push('--to, or JOURNAL_URL, must be postgres://user:password@host/database');
    }
    if (faults.length > 0) throw new BadConfiguration(faults);
    return { file, configuration };
  } catch (thrown) {
    if (!(thrown instanceof BadConfiguration)) throw thrown;
    throw new BadConfiguration([...new Set([...faults, ...thrown.faults])]);
  }
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    const valueIsMissing = code === 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE';
    const fault = valueIsMissing
      ? 'an argument has no value, or one that it must not have'
      : 'an argument is not known';
    throw new BadConfiguration([`${fault}; --help tells which there are`]);
  }
}

/** The settings of the journal as the service reads them; arguments go before. */
function chosen(
  environment: Readonly<NodeJS.ProcessEnv>,
  url: string | undefined,
  schema: string | undefined,
): NodeJS.ProcessEnv {
  const names = settings.flatMap((name) => [name, `${name}_FILE`]);
  const read = Object.fromEntries(names.map((name) => [name, environment[name]]));
  const nowhere = 'http://nowhere';
  return {
    ...read,
    CCM_URL: nowhere,
    FILE_ENGINE_URL: nowhere,
    ...(url !== undefined && { JOURNAL_URL: url, JOURNAL_URL_FILE: '' }),
    ...(schema !== undefined && { JOURNAL_SCHEMA: schema, JOURNAL_SCHEMA_FILE: '' }),
  };
}
