import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { BadConfiguration, configurationFrom } from './configuration.ts';
import { tlsFrom } from './tls.ts';

const fileOf = (name: string) => join(import.meta.dirname, '../../test/fixtures/tls', name);
const pem = (name: string) => readFileSync(fileOf(name), 'utf8').trim();
const required = { CCM_URL: 'http://ccm:8081', FILE_ENGINE_URL: 'http://files:8080' };

function faultsOf(settings: Readonly<Record<string, string>>): readonly string[] {
  try {
    configurationFrom({ ...required, ...settings });
  } catch (thrown) {
    if (thrown instanceof BadConfiguration) return thrown.faults;
    throw thrown;
  }
  return [];
}

const [certificate, key] = [pem('server.crt'), pem('server.key')];

describe('TLS of the control API', () => {
  test('is off without settings', () => {
    expect(tlsFrom(configurationFrom(required))).toBeUndefined();
  });

  test('takes its certificate and key from files', () => {
    const settings = configurationFrom({
      ...required,
      GRPC_TLS_CERT_FILE: fileOf('server.crt'),
      GRPC_TLS_KEY_FILE: fileOf('server.key'),
      GRPC_TLS_CLIENT_CA_FILE: fileOf('ca.crt'),
    });
    expect(tlsFrom(settings)).toEqual({ certificate, key, clientCa: pem('ca.crt') });
  });

  test.each([
    [{ GRPC_TLS_CERT: certificate }, 'GRPC_TLS_CERT needs GRPC_TLS_KEY'],
    [{ GRPC_TLS_KEY: key }, 'GRPC_TLS_KEY needs GRPC_TLS_CERT'],
    [{ GRPC_TLS_CLIENT_CA: certificate }, 'GRPC_TLS_CLIENT_CA needs'],
    [{ GRPC_TLS_CERT: certificate, GRPC_TLS_KEY: pem('client.key') }, 'is not the key of'],
    [{ GRPC_TLS_CERT: key, GRPC_TLS_KEY: key }, 'GRPC_TLS_CERT must be a certificate in PEM form'],
    [{ GRPC_TLS_CERT: certificate, GRPC_TLS_KEY: 's3cret' }, 'GRPC_TLS_KEY must be a private key'],
    [{ GRPC_TLS_CERT: '/etc/tls/tls.crt', GRPC_TLS_KEY: key }, 'must be a certificate'],
  ])('is refused at the start when its parts do not fit: %#', (settings, fault) => {
    const faults = faultsOf(settings);
    expect(faults).toEqual([expect.stringContaining(fault)]);
    expect(faults.join()).not.toMatch(/s3cret|BEGIN/);
  });
});
