import { describe, expect, test } from '@jest/globals';
import { chart, containerIn, environmentIn, type Manifest, podIn, refusalOf } from './manifests.ts';
import { tokenVariables } from './settings-given.ts';

const secret = 'ef-twitter-connector-secrets';

describe('a token for the collector', () => {
  test.each(tokenVariables)('comes from the Secret as %s, which no object shows', (name) => {
    const objects = chart({ secrets: { name: secret, keys: ['ADMIN_TOKEN', name] } });
    const variable = containerIn(objects)['env'].find((each: Manifest) => each['name'] === name);
    expect(variable).toEqual({
      name,
      valueFrom: { secretKeyRef: { name: secret, key: name } },
    });
    expect(Object.keys(environmentIn(objects))).not.toContain(`${name}_FILE`);
  });

  test.each([...tokenVariables, 'OTEL_EXPORTER_OTLP_LOGS_HEADERS'])(
    'is refused as %s among the plain values, with what to do instead',
    (name) => {
      const complaint = refusalOf({ env: { [name]: 'authorization=Bearer abc' } });
      expect(complaint).toContain(`env.${name}`);
      expect(complaint).toContain('secrets.keys');
      expect(complaint).not.toContain('abc');
    },
  );
});

describe('authorities of the contact centre', () => {
  test('come from the ConfigMap, under the key that is named', () => {
    const objects = chart({ authorities: { configMap: 'bundle', key: 'ca-bundle.pem' } });
    expect(environmentIn(objects)['NODE_EXTRA_CA_CERTS']).toBe('/run/authorities/ca.crt');
    expect(podIn(objects)['volumes']).toContainEqual({
      name: 'authorities',
      configMap: { name: 'bundle', items: [{ key: 'ca-bundle.pem', path: 'ca.crt' }] },
    });
  });

  test('are not there unless they are asked for', () => {
    expect(Object.keys(environmentIn(chart()))).not.toContain('NODE_EXTRA_CA_CERTS');
  });
});
