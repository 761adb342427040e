import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import type { Account } from '../../domain/accounts/account.ts';
import {
  accountsConformance,
  type OpenAccounts,
} from '../../domain/accounts/accounts.conformance.ts';
import type { Seal } from '../../domain/accounts/seal.ts';
import { SqliteAccounts } from './sqlite-accounts.ts';
import { SqliteChannelTypes } from './sqlite-channel-types.ts';
import { SqliteFile } from './sqlite-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'sqlite-accounts-'));
let files = 0;
const newFile = () => join(folder, `${files++}.db`);

afterAll(() => rmSync(folder, { recursive: true }));

/** Hides the text and opens it for its purpose only; no cipher, which this is not about. */
const sealOf = (key: string): Seal => ({
  close: (text, purpose) => Buffer.from(JSON.stringify([key, purpose, text])).toString('base64'),
  open: (sealed, purpose) => {
    const [sealedWith, sealedFor, text] = JSON.parse(Buffer.from(sealed, 'base64').toString());
    if (sealedWith !== key || sealedFor !== purpose) throw new Error('cannot be opened');
    return text;
  },
});

async function open(file = newFile()): Promise<OpenAccounts> {
  const journal = new SqliteFile(file);
  return {
    accounts: new SqliteAccounts(journal, sealOf('key')),
    channelTypes: new SqliteChannelTypes(journal),
    reopen: async () => {
      const copy = newFile();
      for (const end of ['', '-wal']) {
        if (existsSync(file + end)) copyFileSync(file + end, copy + end);
      }
      journal.close();
      return open(copy);
    },
    close: async () => journal.close(),
  };
}

accountsConformance('the SQLite journal', () => open());

const account: Account = {
  id: '1',
  state: 'active',
  credentials: {
    consumerKey: 'plain-consumer-key',
    consumerSecret: 'plain-consumer-secret',
    accessToken: 'plain-access-token',
    accessTokenSecret: 'plain-access-token-secret',
    bearerToken: 'plain-bearer-token',
  },
};

test('writes no credential in plain text', async () => {
  const file = newFile();
  const journal = new SqliteFile(file);
  await new SqliteAccounts(journal, sealOf('key')).save(account);
  const log = readFileSync(`${file}-wal`, 'latin1');
  journal.close();

  for (const written of [log, readFileSync(file, 'latin1')]) expect(written).not.toContain('plain');
});

test('names the account when its credentials cannot be opened, and no secret', async () => {
  const journal = new SqliteFile(newFile());
  await new SqliteAccounts(journal, sealOf('key')).save(account);

  expect(() => new SqliteAccounts(journal, sealOf('another key'))).toThrow(
    'The credentials of account 1 cannot be opened: is the key the right one?',
  );
  journal.close();
});

test('does not open the credentials of one account as those of another', async () => {
  const journal = new SqliteFile(newFile());
  await new SqliteAccounts(journal, sealOf('key')).save(account);
  journal.database.exec(`UPDATE account SET id = '2'`);

  expect(() => new SqliteAccounts(journal, sealOf('key'))).toThrow('The credentials of account 2');
  journal.close();
});
