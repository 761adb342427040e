import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { attributesFrom } from './attributes.ts';
import { credentialsIn } from './credentials.ts';
import { FakeTerminal } from './terminal/fake-terminal.model.ts';

const folder = mkdtempSync(join(tmpdir(), 'cli-credentials-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function read(text: string) {
  const file = join(folder, 'keys');
  writeFileSync(file, text);
  const terminal = new FakeTerminal();
  return credentialsIn(await attributesFrom(file, terminal), terminal);
}

const expected = {
  apiKey: 'a',
  apiKeySecret: 'b=b',
  accessToken: '7-c',
  accessTokenSecret: 'd',
  bearerToken: '',
  oauth2ClientId: '',
  oauth2ClientSecret: '',
  oauth2AccessToken: '',
  oauth2RefreshToken: '',
};

describe('credentials', () => {
  test.each([
    [
      'the names of the HTTP route',
      '{"API-KEY":"a","API-KEY-SECRET":"b=b","ACCESS-TOKEN":"7-c","ACCESS-TOKEN-SECRET":"d"}',
    ],
    [
      'the names of Unified Admin',
      '{"CONSUMER-KEY":"a","CONSUMER-SECRET":"b=b","TOKEN-KEY":"7-c","TOKEN-SECRET":"d"}',
    ],
    [
      'other spellings',
      '{"api key":" a ","Api_Secret":"b=b","access_token":"7-c","token secret":"d"}',
    ],
    [
      'lines',
      '# keys\nAPI_KEY=a\nexport API_KEY_SECRET="b=b"\n\nACCESS-TOKEN: 7-c\r\nACCESS_TOKEN_SECRET=\'d\'\n',
    ],
  ])('are found by %s', async (_names, text) => {
    expect(await read(text)).toEqual(expected);
  });

  test('may have a bearer token', async () => {
    const text =
      'API_KEY=a\nAPI_KEY_SECRET=b=b\nACCESS_TOKEN=7-c\nACCESS_TOKEN_SECRET=d\nBEARER_TOKEN=e';
    expect(await read(text)).toEqual({ ...expected, bearerToken: 'e' });
  });

  test('may be a connection by OAuth 2.0', async () => {
    const text =
      'API_KEY=a\nAPI_KEY_SECRET=b=b\nOAUTH2_CLIENT_ID=c1\nOAUTH2_REFRESH_TOKEN=r1\noauth2-client-secret=s1';
    const connection = { oauth2ClientId: 'c1', oauth2RefreshToken: 'r1', oauth2ClientSecret: 's1' };
    const without = { accessToken: '', accessTokenSecret: '' };
    expect(await read(text)).toEqual({ ...expected, ...without, ...connection });
  });

  test.each([
    ['OAUTH2_CLIENT_ID=c1', 'OAUTH2-REFRESH-TOKEN'],
    ['OAUTH2_REFRESH_TOKEN=r1', 'OAUTH2-CLIENT-ID'],
    ['OAUTH2_CLIENT_ID=c1\nOAUTH2_REFRESH_TOKEN=r1\nACCESS_TOKEN=a', 'ACCESS-TOKEN-SECRET'],
  ])('by %j lack %s', async (text, name) => {
    const refused = read(`API_KEY=a\nAPI_KEY_SECRET=b\n${text}`);
    await expect(refused).rejects.toThrow(`Missing: ${name}.`);
  });

  test('that are incomplete are told by name, never by value', async () => {
    const refused = read('API_KEY=secret-a\nACCESS_TOKEN=\n');
    await expect(refused).rejects.toThrow(
      'Missing: API-KEY-SECRET, ACCESS-TOKEN, ACCESS-TOKEN-SECRET.',
    );
    await expect(refused).rejects.not.toThrow('secret-a');
  });

  test('in broken JSON are not repeated', async () => {
    const refused = read('{"API-KEY": "secret-a", oops');
    await expect(refused).rejects.toThrow('is not JSON');
    await expect(refused).rejects.not.toThrow('secret-a');
  });
});
