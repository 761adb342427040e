import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { BadConfiguration, configurationFrom } from './configuration.ts';
import { settings } from './settings.ts';

const required = { CCM_URL: 'http://ccm:8081', FILE_ENGINE_URL: 'http://files:8080' };

const faultsOf = (environment: NodeJS.ProcessEnv): readonly string[] => {
  try {
    configurationFrom(environment);
  } catch (thrown) {
    if (thrown instanceof BadConfiguration) return thrown.faults;
    throw thrown;
  }
  return [];
};
const names = (faults: readonly string[]): readonly string[] =>
  faults.map((fault) => fault.split(' ')[0] ?? '');

describe('the configuration', () => {
  test('needs two addresses; everything else has a default', () => {
    expect(configurationFrom(required)).toEqual({
      ...required,
      HTTP_PORT: 8080,
      METRICS_PORT: 9464,
      GRPC_PORT: 9090,
      ATTACHMENT_PATIENCE_MS: 900_000,
      MEDIA_IDLE_TIMEOUT_MS: 60_000,
      MEDIA_TIMEOUT_MS: 300_000,
      TWITTER_UPLOAD_URL: 'https://upload.twitter.com',
      TWITTER_MEDIA_HOSTS: ['ton.twitter.com', 'ton.x.com', 'pbs.twimg.com', 'video.twimg.com'],
      CCM_MESSAGE_PATH: '/message/receive',
      TWITTER_API_URL: 'https://api.x.com',
      JOURNAL_URL: 'sqlite:data/journal.db',
      JOURNAL_SCHEMA: 'twitter_connector',
      CREDENTIALS_OLD_KEYS: [],
      JOURNAL_KEPT_DAYS: 30,
      SETTLED_TEXTS: 'erased',
      LOG_LEVEL: 'info',
      TWITTER_TIMEOUT_MS: 10_000,
      CCM_TIMEOUT_MS: 5_000,
      LEASE_MS: 30_000,
      ECHO_WAIT_MS: 2_000,
      RETRY_FIRST_MS: 250,
      RETRY_EARLY_CAP_MS: 5_000,
      RETRY_LATE_CAP_MS: 60_000,
      AGENT_MESSAGE_AGE_MAX_MS: 86_400_000,
      CUSTOMER_MESSAGE_AGE_MAX_MS: 259_200_000,
      WATCH_INTERVAL_MS: 300_000,
      SILENCE_ALARM_MS: 86_400_000,
      CERTIFICATE_ALARM_DAYS: 14,
      SHUTDOWN_MS: 30_000,
      FAILED_SENDER_TYPE: 'CONNECTOR',
    });
  });

  test('says what is missing', () => {
    expect(faultsOf({})).toEqual(['CCM_URL is required', 'FILE_ENGINE_URL is required']);
  });

  test('takes an empty value for none', () => {
    const empty = Object.fromEntries(Object.keys(settings.shape).map((name) => [name, ' ']));
    expect(configurationFrom({ ...empty, ...required }).HTTP_PORT).toBe(8080);
    expect(faultsOf(empty)).toEqual(['CCM_URL is required', 'FILE_ENGINE_URL is required']);
  });

  test('names everything that is wrong, together, and repeats no value', () => {
    const faults = faultsOf({
      HTTP_PORT: 's3cret',
      CCM_URL: 'ftp://s3cret',
      CCM_MESSAGE_PATH: 's3cret',
      JOURNAL_URL: 'mysql:s3cret',
      CREDENTIALS_KEY: 's3cret!',
      ADMIN_TOKEN: 's3cret',
      PROVIDER_TOKEN: 's3cret',
      LOG_LEVEL: 's3cret',
      LEASE_MS: '0',
      FAILED_SENDER_TYPE: 's3cret',
      CCM_TIMEOUT_MS_FILE: '/nowhere/s3cret',
    });
    expect(new Set(names(faults))).toEqual(
      new Set([
        'HTTP_PORT',
        'CCM_URL',
        'CCM_MESSAGE_PATH',
        'FILE_ENGINE_URL',
        'JOURNAL_URL',
        'CREDENTIALS_KEY',
        'ADMIN_TOKEN',
        'PROVIDER_TOKEN',
        'LOG_LEVEL',
        'LEASE_MS',
        'FAILED_SENDER_TYPE',
        'CCM_TIMEOUT_MS_FILE',
      ]),
    );
    expect(faults.join()).not.toContain('s3cret');
    expect(new BadConfiguration(faults).message.split('\n')).toHaveLength(faults.length + 1);
  });

  test('says of every setting what it means', () => {
    for (const setting of Object.values(settings.shape)) {
      expect(setting.description).toMatch(/^[A-Z].+\.$/);
    }
  });
});

describe('a setting', () => {
  const key = Buffer.alloc(32, 0xfb).toString('base64');

  test.each([
    ['HTTP_PORT', ' 9000 ', 9000],
    ['HTTP_PORT', '0', 0],
    ['CCM_URL', 'https://ccm.example/base/', 'https://ccm.example/base'],
    ['CCM_URL', 'http://ccm:8081///', 'http://ccm:8081'],
    ['TWITTER_API_URL', 'http://127.0.0.1:7000', 'http://127.0.0.1:7000'],
    ['JOURNAL_URL', 'sqlite:/var/lib/journal.db', 'sqlite:/var/lib/journal.db'],
    ['JOURNAL_KEPT_DAYS', '7', 7],
    ['SETTLED_TEXTS', 'kept', 'kept'],
    ['CREDENTIALS_KEY', key, key],
    ['CREDENTIALS_OLD_KEYS', `${key},${key}`, [key, key]],
    ['ADMIN_TOKEN', 'x'.repeat(16), 'x'.repeat(16)],
    ['LOG_LEVEL', 'silent', 'silent'],
  ])('%s may be %p', (name, value, read) => {
    expect(configurationFrom({ ...required, [name]: value })).toMatchObject({ [name]: read });
  });

  test.each([
    ['HTTP_PORT', '-1'],
    ['HTTP_PORT', '65536'],
    ['HTTP_PORT', '80.5'],
    ['HTTP_PORT', 'NaN'],
    ['HTTP_PORT', 'Infinity'],
    ['CCM_URL', 'ccm:8081'],
    ['CCM_URL', '//ccm'],
    ['CCM_URL', 'file:///etc/passwd'],
    ['JOURNAL_URL', 'sqlite:'],
    ['JOURNAL_URL', 'data/journal.db'],
    ['CREDENTIALS_KEY', Buffer.alloc(31).toString('base64')],
    ['CREDENTIALS_OLD_KEYS', `${key},short`],
    ['JOURNAL_SCHEMA', 'no-plain-name'],
    ['CREDENTIALS_KEY', Buffer.alloc(33).toString('base64')],
    ['CREDENTIALS_KEY', '0'.repeat(64)],
    ['ADMIN_TOKEN', 'x'.repeat(15)],
    ['LOG_LEVEL', 'INFO'],
    ['JOURNAL_KEPT_DAYS', '6'],
    ['JOURNAL_KEPT_DAYS', '7.5'],
    ['JOURNAL_KEPT_DAYS', '3651'],
    ['JOURNAL_KEPT_DAYS', 'for ever'],
    ['SETTLED_TEXTS', 'yes'],
    ['LEASE_MS', '1.5'],
    ['LEASE_MS', '-5'],
  ])('%s may not be %p', (name, value) => {
    const faults = faultsOf({ ...required, [name]: value });
    expect(new Set(names(faults))).toEqual(new Set([name]));
  });
});

describe('a setting in a file', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'configuration-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const fileOf = (text: string): string => {
    const file = join(folder, 'value');
    writeFileSync(file, text);
    return file;
  };

  test('is read from there, without the line break at its end', () => {
    const ADMIN_TOKEN_FILE = fileOf('a token of the administrator\n');
    expect(configurationFrom({ ...required, ADMIN_TOKEN_FILE }).ADMIN_TOKEN).toBe(
      'a token of the administrator',
    );
  });

  test('is taken before the one in the environment', () => {
    const environment = { ...required, HTTP_PORT: '1', HTTP_PORT_FILE: fileOf('2') };
    expect(configurationFrom(environment).HTTP_PORT).toBe(2);
  });

  test('may be one that is required, and is checked like any other', () => {
    const { FILE_ENGINE_URL } = required;
    const CCM_URL_FILE = fileOf('http://ccm');
    expect(configurationFrom({ FILE_ENGINE_URL, CCM_URL_FILE }).CCM_URL).toBe('http://ccm');
    const HTTP_PORT_FILE = fileOf('s3cret');
    expect(names(faultsOf({ ...required, HTTP_PORT_FILE }))).toEqual(['HTTP_PORT']);
  });

  test('that is empty is none', () => {
    expect(configurationFrom({ ...required, HTTP_PORT_FILE: fileOf('\n') }).HTTP_PORT).toBe(8080);
    expect(configurationFrom({ ...required, HTTP_PORT_FILE: '' }).HTTP_PORT).toBe(8080);
    const { FILE_ENGINE_URL } = required;
    expect(faultsOf({ FILE_ENGINE_URL, CCM_URL_FILE: fileOf('') })).toEqual([
      'CCM_URL is required',
    ]);
  });

  test('that cannot be read is a fault of its own, beside the others', () => {
    mkdirSync(join(folder, 'directory'));
    const faults = faultsOf({
      CCM_URL_FILE: join(folder, 'missing'),
      HTTP_PORT_FILE: join(folder, 'directory'),
    });
    expect(faults).toEqual([
      'HTTP_PORT_FILE cannot be read: EISDIR',
      'CCM_URL_FILE cannot be read: ENOENT',
      'FILE_ENGINE_URL is required',
    ]);
  });
});

describe('a configuration that would lose or hold messages in silence', () => {
  const addresses = { CCM_URL: 'http://ccm:8081', FILE_ENGINE_URL: 'http://files:8080' };

  test.each([
    [{ JOURNAL_URL: 'sqlite::memory:' }, 'JOURNAL_URL'],
    [{ JOURNAL_URL: 'sqlite:file:x?mode=memory' }, 'JOURNAL_URL'],
    [{ JOURNAL_URL: 'postgres://db/journal' }, 'CREDENTIALS_KEY is required with PostgreSQL'],
    [{ LEASE_MS: '10000' }, 'LEASE_MS must be at least twice'],
    [{ TWITTER_TIMEOUT_MS: '2147483648' }, 'TWITTER_TIMEOUT_MS must be at most'],
    [{ RETRY_FIRST_MS: 'soon' }, 'RETRY_FIRST_MS must be a number'],
  ])('%j is refused', (settings, fault) => {
    expect(() => configurationFrom({ ...addresses, ...settings })).toThrow(fault);
  });
});
