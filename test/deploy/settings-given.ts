import { BadConfiguration, configurationFrom } from '../../src/app/configuration.ts';
import { settings } from '../../src/app/settings.ts';

/** Settings whose values are secrets, with a value of the right form; JOURNAL_URL holds a password. */
export const secretSettings: Readonly<Record<string, string>> = {
  ADMIN_TOKEN: 'a-token-of-24-characters',
  PROVIDER_TOKEN: 'a-token-of-24-characters',
  CREDENTIALS_KEY: Buffer.alloc(32).toString('base64'),
  CREDENTIALS_OLD_KEYS: Buffer.alloc(32).toString('base64'),
  JOURNAL_URL: 'postgres://somebody:something@somewhere/something',
  GRPC_TLS_CERT: '',
  GRPC_TLS_KEY: '',
  GRPC_TLS_CLIENT_CA: '',
};

/** Variables of OpenTelemetry that hold tokens; it reads them from no file. */
export const tokenVariables = ['', 'TRACES_', 'METRICS_'].map(
  (signal) => `OTEL_EXPORTER_OTLP_${signal}HEADERS`,
);

/** Ports are those of the container, so that nobody sets them. */
export const portSettings = ['HTTP_PORT', 'GRPC_PORT', 'METRICS_PORT'] as const;

/** Everything else that can be set. */
export const plainSettings = Object.keys(settings.shape).filter(
  (name) => !(name in secretSettings) && !portSettings.some((port) => port === name),
);

/** The port that a setting stands for when nobody sets it. */
export const standardPort = (name: (typeof portSettings)[number]): number =>
  Number(settings.shape[name].parse(undefined));

const isSetting = (name: string): boolean => name in settings.shape;
const isForNode = (name: string): boolean =>
  ['TZ', 'NODE_EXTRA_CA_CERTS'].includes(name) || name.startsWith('OTEL_');

/** What is wrong with the variables of a container; a file is taken to hold what it should. */
export function environmentFaults(environment: Readonly<Record<string, string>>): string[] {
  const faults: string[] = [];
  const values: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) {
    const setting = name.replace(/_FILE$/, '');
    if (name.endsWith('_FILE') && isSetting(setting))
      values[setting] = secretSettings[setting] ?? '';
    else if (isSetting(name)) values[name] = value;
    else if (!isForNode(name)) faults.push(`${name} is no setting of the connector`);
    if (isPlainSecret(name, value)) faults.push(`${name} is a secret and stands in the open`);
  }
  return [...faults, ...configurationFaults(values)];
}

const isPlainSecret = (name: string, value: string): boolean =>
  (name in secretSettings && !value.startsWith('sqlite:')) ||
  tokenVariables.includes(name) ||
  /:\/\/[^/]*:[^/]*@/.test(value);

function configurationFaults(values: Readonly<Record<string, string>>): readonly string[] {
  try {
    configurationFrom(values);
    return [];
  } catch (thrown) {
    if (thrown instanceof BadConfiguration) return thrown.faults;
    throw thrown;
  }
}
