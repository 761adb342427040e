import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import { z } from 'zod';
import { settings } from '../../src/app/settings.ts';
import { tlsFaults } from '../../src/app/tls.ts';
import { chart, chartFolder, environmentIn, refusalOf } from './manifests.ts';
import { environmentFaults, plainSettings } from './settings-given.ts';

const schema = JSON.parse(readFileSync(join(chartFolder, 'values.schema.json'), 'utf8'));
const { definitions } = schema;
const { TZ, ...inChart } = schema.properties.env.properties;

type Setting = keyof typeof settings.shape;
type Rule = Readonly<Record<string, unknown>>;

/** What the connector takes for a setting, in the words of the schema. */
function wanted(name: Setting): Rule {
  const {
    type,
    minimum,
    maximum,
    enum: words,
    pattern,
    format,
  } = z.toJSONSchema(settings.shape[name], { io: 'input' });
  if (words !== undefined) return { enum: words };
  if (format === 'uri') return definitions.url;
  if (type === 'integer') return { type, minimum, maximum };
  return pattern === undefined ? definitions.text : { type, pattern };
}

const given = ({ $ref, ...rule }: Rule): Rule =>
  typeof $ref === 'string' ? definitions[$ref.replace('#/definitions/', '')] : rule;

const standard = (name: Setting) => Number(settings.shape[name].parse(undefined));

describe('the values of the chart, against the settings of the connector,', () => {
  test('know the same names', () => {
    expect(TZ).toBeDefined();
    expect(Object.keys(inChart).sort()).toEqual([...plainSettings].sort());
    expect(plainSettings.length).toBeGreaterThan(20);
  });

  test.each(plainSettings)('have the same words, bounds and form for %s', (name) => {
    expect(given(inChart[name])).toEqual(wanted(name as Setting));
  });

  test.each([
    ['http://ef-cx-ccm-svc:8081', true],
    ['https://ccm.northwind.example/base/', true],
    ['http://10.0.0.7', true],
    ['http://[fd00::7]:8081', true],
    ['http://ccm:65535', true],
    ['http://ccm:65536', false],
    ['http://ccm:80801', false],
    ['http://ccm:port', false],
    ['http://:8081', false],
    ['http://', false],
    ['ccm:8081', false],
    ['ftp://ccm', false],
    ['http://c cm', false],
  ])('agree whether %s is a URL', (url, isOne) => {
    const takes = new Ajv().compile(definitions.url);
    expect([takes(url), settings.shape.CCM_URL.safeParse(url).success]).toEqual([isOne, isOne]);
  });

  test('refuse what each setting refuses, by Helm itself', () => {
    const env = {
      LOG_LEVEL: 'verbose',
      JOURNAL_KEPT_DAYS: 1,
      CCM_TIMEOUT_MS: 0,
      SETTLED_TEXTS: 'never',
      CCM_MESSAGE_PATH: 'message',
      FAILED_SENDER_TYPE: 'BOT',
      JOURNAL_SCHEMA: 'Twitter Connector',
      CERTIFICATE_ALARM_DAYS: 366,
      SHUTDOWN_MS: 1.5,
      WATCH_INTERVAL_MS: -1,
    };
    const complaint = refusalOf({ env });
    for (const name of Object.keys(env)) expect(complaint).toContain(`/env/${name}`);
  });

  test.each(['CCM_TIMEOUT_MS', 'TWITTER_TIMEOUT_MS'] as const)(
    'want a lease of twice %s, whichever of the two is set',
    (name) => {
      const longest = standard('LEASE_MS') / 2;
      const other = name === 'CCM_TIMEOUT_MS' ? { TWITTER_TIMEOUT_MS: 1 } : { CCM_TIMEOUT_MS: 1 };
      for (const [env, refused] of [
        [{ [name]: longest }, false],
        [{ [name]: longest + 1 }, true],
        [{ ...other, LEASE_MS: 2 * standard(name) }, false],
        [{ ...other, LEASE_MS: 2 * standard(name) - 1 }, true],
        [{ LEASE_MS: 2_000_000_000, [name]: 1_000_000_000 }, false],
        [{ LEASE_MS: 2_000_000_000, [name]: 1_000_000_001 }, true],
      ] as const) {
        const complaint = refusalOf({ env });
        expect(complaint.includes(`must be at least twice env.${name}`)).toBe(refused);
        expect(complaint === '').toBe(!refused);
        const addresses = { CCM_URL: 'http://a', FILE_ENGINE_URL: 'http://a' };
        const values = Object.entries(env).map(([key, value]) => [key, String(value)]);
        const faults = environmentFaults({ ...addresses, ...Object.fromEntries(values) });
        expect(faults.length > 0).toBe(refused);
      }
    },
  );

  test('want the keys for TLS together, as the connector does', () => {
    const fixture = (name: string) =>
      readFileSync(join(import.meta.dirname, '../fixtures/tls', name), 'utf8');
    const [cert, key, ca] = [fixture('server.crt'), fixture('server.key'), fixture('ca.crt')];
    const all = { GRPC_TLS_CERT: cert, GRPC_TLS_KEY: key, GRPC_TLS_CLIENT_CA: ca };
    for (let some = 0; some < 8; some++) {
      const chosen = Object.entries(all).filter((_, i) => (some & (1 << i)) !== 0);
      const keys = chosen.map(([name]) => name);
      const refused = refusalOf({ secrets: { name: 'a', keys } }).includes('/secrets/keys');
      const faults = tlsFaults(Object.fromEntries(chosen));
      expect([keys, refused]).toEqual([keys, faults.length > 0]);
    }
  });

  test('put nothing into the pod, when they are written out in full, that the connector refuses', () => {
    const full = plainSettings.flatMap((name) => {
      const value = z.toJSONSchema(settings.shape[name as Setting], { io: 'input' }).default;
      return value === undefined ? [] : [[name, value] as const];
    });
    const objects = chart({ env: Object.fromEntries(full) });
    expect(full.length).toBeGreaterThan(20);
    expect(environmentFaults(environmentIn(objects))).toEqual([]);
    expect(environmentIn(objects)).toMatchObject(
      Object.fromEntries(full.map(([name, value]) => [name, String(value)])),
    );
  });
});
