import { readFileSync } from 'node:fs';
import { type Configuration, settings } from './settings.ts';
import { tlsFaults } from './tls.ts';

export type { Configuration } from './settings.ts';

/** The configuration is wrong; names everything that is. */
export class BadConfiguration extends Error {
  override readonly name = 'BadConfiguration';
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(`The configuration is not valid:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
    this.faults = faults;
  }
}

/** Reads the settings from the environment; any of them may stand in the file that `NAME_FILE` names. */
export function configurationFrom(environment: Readonly<NodeJS.ProcessEnv>): Configuration {
  const faults: string[] = [];
  const values: Record<string, string> = {};
  for (const name of Object.keys(settings.shape)) {
    const value = valueOf(name, environment, faults);
    if (value !== undefined && value !== '') values[name] = value;
  }
  const parsed = settings.safeParse(values);
  for (const { path, message } of parsed.error?.issues ?? []) {
    const name = String(path[0]);
    if (faults.some((fault) => fault.startsWith(`${name}_FILE`))) continue;
    faults.push(`${name} ${values[name] === undefined ? 'is required' : message}`);
  }
  if (parsed.success) faults.push(...contradictions(parsed.data));
  if (faults.length > 0 || !parsed.success) throw new BadConfiguration(faults);
  return parsed.data;
}

function valueOf(
  name: string,
  environment: Readonly<NodeJS.ProcessEnv>,
  faults: string[],
): string | undefined {
  const file = environment[`${name}_FILE`];
  if (file === undefined || file === '') return environment[name]?.trim();
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (thrown) {
    faults.push(`${name}_FILE cannot be read: ${(thrown as NodeJS.ErrnoException).code}`);
    return undefined;
  }
}

/** A call must end well within the lease it began under, and a key belong to its certificate. */
function contradictions(configuration: Configuration): readonly string[] {
  const names = ['CCM_TIMEOUT_MS', 'TWITTER_TIMEOUT_MS'] as const;
  const leases = names
    .filter((name) => configuration.LEASE_MS < 2 * configuration[name])
    .map((name) => `LEASE_MS must be at least twice ${name}`);
  return [...leases, ...keyFaults(configuration), ...tlsFaults(configuration)];
}

/** Replicas must share the key, so that none may make its own. */
function keyFaults({ CREDENTIALS_KEY, JOURNAL_URL }: Configuration): readonly string[] {
  const missing = CREDENTIALS_KEY === undefined && !JOURNAL_URL.startsWith('sqlite:');
  return missing ? ['CREDENTIALS_KEY is required with PostgreSQL'] : [];
}
