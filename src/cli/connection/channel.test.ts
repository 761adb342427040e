import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { addressIn, isPrivate, metadataOf } from './channel.ts';

const folder = mkdtempSync(join(tmpdir(), 'cli-channel-'));
afterAll(() => rmSync(folder, { recursive: true }));

const options = { address: '', timeout: 1_000 };

describe('an address', () => {
  test.each([
    ['localhost', 'localhost:9090'],
    ['localhost:7000', 'localhost:7000'],
    ['ef-twitter-connector-svc', 'ef-twitter-connector-svc:9090'],
    ['10.0.0.7', '10.0.0.7:9090'],
    ['::1', '[::1]:9090'],
    ['[::1]', '[::1]:9090'],
    ['[::1]:7000', '[::1]:7000'],
    ['dns:///name:9090', 'dns:///name:9090'],
    ['unix:/run/connector.sock', 'unix:/run/connector.sock'],
  ])('%s is %s', (text, address) => {
    expect(addressIn(text)).toBe(address);
  });

  test.each(['http://localhost:9090', 'https://host', 'grpc://host:1'])('%s is refused', (text) => {
    expect(() => addressIn(text)).toThrow('host:port');
  });
});

describe('what is sent', () => {
  test.each([
    ['127.0.0.1:9090', true],
    ['localhost:1', true],
    ['[::1]:9090', true],
    ['unix:/run/connector.sock', true],
    ['127.0.0.1.example:9090', false],
    ['10.0.0.7:9090', false],
  ])('to %s stays on this machine: %p', (address, stays) => {
    expect(isPrivate(options, address)).toBe(stays);
    expect(isPrivate({ ...options, tls: true }, address)).toBe(true);
  });
});

describe('a token', () => {
  test('comes from its file, without the line end', () => {
    const tokenFile = join(folder, 'token');
    writeFileSync(tokenFile, 'the-token\n');
    expect(metadataOf({ ...options, tokenFile }).get('authorization')).toEqual([
      'Bearer the-token',
    ]);
  });

  test('is sent only where there is one', () => {
    expect(metadataOf(options).get('authorization')).toEqual([]);
    expect(metadataOf({ ...options, token: '' }).get('authorization')).toEqual([]);
  });
});
