import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { helm } from './kubernetes-tools.ts';
import { chart, chartFolder, environmentIn, ofKind, podIn, refusalOf } from './manifests.ts';
import { secretSettings, tokenVariables } from './settings-given.ts';

const read = (name: string) => readFileSync(join(chartFolder, name), 'utf8');
const schema = JSON.parse(read('values.schema.json'));
const postgres = { journal: { kind: 'postgres' } };

describe('the values of the chart', () => {
  test('have a schema that they follow, and that is one', () => {
    const check = new Ajv({ strict: true, strictTypes: false });
    const isValid = check.compile(schema);
    expect([isValid(parse(read('values.yaml'))), isValid.errors]).toEqual([true, null]);
  });

  test('take every secret by its name, from a Secret', () => {
    expect(schema.properties.secrets.properties.keys.items.enum.sort()).toEqual(
      [...Object.keys(secretSettings), ...tokenVariables].sort(),
    );
  });

  test.each([
    ['a setting that there is not', { env: { CCM_URI: 'http://ccm' } }, 'CCM_URI'],
    ['a secret in the open', { env: { ADMIN_TOKEN: 'a-token-of-24-characters' } }, 'ADMIN_TOKEN'],
    ['another port', { env: { HTTP_PORT: 80 } }, 'HTTP_PORT'],
    ['no CCM', { env: { CCM_URL: null } }, 'CCM_URL'],
    ['a CCM that is no URL', { env: { CCM_URL: 'ef-cx-ccm-svc:8081' } }, '/env/CCM_URL'],
    ['a password in a URL', { env: { CCM_URL: 'http://a:b@ccm' } }, '/env/CCM_URL'],
    [
      'one for OpenTelemetry',
      { env: { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://a:b@c' } },
      '/env/OTEL',
    ],
    ['a time-out that is no number', { env: { CCM_TIMEOUT_MS: '5s' } }, '/env/CCM_TIMEOUT_MS'],
    ['two replicas with SQLite', { replicaCount: 2 }, '/replicaCount'],
    ['a scaler with SQLite', { autoscaling: { enabled: true } }, '/autoscaling/enabled'],
    ['a database with SQLite', { secrets: { name: 'a', keys: ['JOURNAL_URL'] } }, '/secrets/keys'],
    [
      'PostgreSQL without a URL',
      { ...postgres, secrets: { name: 'a', keys: ['CREDENTIALS_KEY'] } },
      '/secrets/keys',
    ],
    [
      'PostgreSQL without a key',
      { ...postgres, secrets: { name: 'a', keys: ['JOURNAL_URL'] } },
      '/secrets/keys',
    ],
    ['keys of no Secret', { secrets: { keys: ['ADMIN_TOKEN'] } }, '/secrets/name'],
    [
      'a secret that there is not',
      { secrets: { name: 'a', keys: ['PASSWORD'] } },
      '/secrets/keys/0',
    ],
    ['a gateway without a host', { ingress: { enabled: true } }, '/ingress/host'],
    [
      'a route without a gateway',
      { httpRoute: { enabled: true, host: 'a' } },
      '/httpRoute/parentRefs',
    ],
    ['a word that is misspelt', { replicas: 3 }, 'replicas'],
    ['a kind of journal that there is not', { journal: { kind: 'mysql' } }, '/journal/kind'],
    ['half a digest', { image: { digest: 'sha256:0a' } }, '/image/digest'],
  ])('refuse %s, and say where', (_what, values, where) => {
    const complaint = refusalOf(values);
    expect(complaint).toContain('schema');
    expect(complaint).toContain(where);
  });

  test.each([
    ['LoadBalancer', 'ingress.enabled or httpRoute.enabled'],
    ['NodePort', 'ingress.enabled or httpRoute.enabled'],
  ])('open no port to the outside by %s, and say what to do', (type, advice) => {
    const keys = ['ADMIN_TOKEN', 'PROVIDER_TOKEN'];
    for (const more of [{}, { secrets: { name: 'a', keys } }]) {
      const complaint = refusalOf({ service: { type }, ...more });
      expect(complaint).toContain(`service.type ${type}`);
      expect(complaint).toContain(advice);
    }
  });

  test('refuse a scaler whose least is more than its most', () => {
    const secrets = { name: 'a', keys: ['JOURNAL_URL', 'CREDENTIALS_KEY'] };
    const scaled = (minReplicas: number, maxReplicas: number) =>
      refusalOf({ ...postgres, secrets, autoscaling: { enabled: true, minReplicas, maxReplicas } });
    expect(scaled(9, 6)).toContain('autoscaling.minReplicas (9) is more than');
    expect(scaled(6, 6)).toBe('');
  });

  test('reach the pod', () => {
    const env = {
      CCM_URL: 'http://ccm:1',
      LEASE_MS: 60000,
      CUSTOMER_MESSAGE_AGE_MAX_MS: 259200000,
      OTEL_TRACES_SAMPLER_ARG: 0.1,
      SHUTDOWN_MS: 61500,
      OTEL_TRACES_SAMPLER: 'always_on',
    };
    const objects = chart({
      env,
      preStopSeconds: 7,
      nodeSelector: { disk: 'fast' },
      networkPolicy: { enabled: false },
    });
    expect(environmentIn(objects)).toMatchObject({
      CCM_URL: 'http://ccm:1',
      FILE_ENGINE_URL: 'http://ef-cx-file-engine-svc:8080',
      LEASE_MS: '60000',
      CUSTOMER_MESSAGE_AGE_MAX_MS: '259200000',
      OTEL_TRACES_SAMPLER_ARG: '0.1',
      SHUTDOWN_MS: '61500',
      OTEL_TRACES_SAMPLER: 'always_on',
      TZ: 'UTC',
    });
    expect(podIn(objects)).toMatchObject({
      terminationGracePeriodSeconds: 7 + 62 + 10,
      nodeSelector: { disk: 'fast' },
    });
    expect(ofKind(objects, 'NetworkPolicy')).toEqual([]);
  });

  test.each([
    ['ef', 'ef-twitter-connector-svc'],
    ['ef-twitter-connector', 'ef-twitter-connector-svc'],
    ['cx-channels', 'cx-channels-twitter-connector-svc'],
  ])('name the service of the release %s as Expertflow CX does', (release, service) => {
    const { output } = helm([
      'template',
      release,
      chartFolder,
      '--show-only',
      'templates/service.yaml',
    ]);
    expect(parse(output).metadata.name).toBe(service);
  });
});
