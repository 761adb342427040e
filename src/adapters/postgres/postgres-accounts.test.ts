import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { withPostgres } from '../../../sandbox/postgres/with-postgres.ts';
import { eventually } from '../../../test/eventually.ts';
import type { Account, UserToken } from '../../domain/accounts/account.ts';
import {
  accountsConformance,
  type OpenAccounts,
} from '../../domain/accounts/accounts.conformance.ts';
import { ServedAccounts } from '../../domain/accounts/served-accounts.ts';
import { SetAccountState } from '../../domain/accounts/set-account-state.ts';
import { AesGcmSeal } from '../crypto/aes-gcm-seal.ts';
import { openPostgres, type Postgres } from './open-postgres.ts';
import type { RotatingSeal } from './postgres-accounts.ts';

const server = withPostgres();
const keyOf = (byte: number) => Buffer.alloc(32, byte);
const key = new AesGcmSeal(keyOf(1));

async function open(url?: string): Promise<OpenAccounts> {
  const database = url ?? server().url(await server().createDatabase());
  const { accounts, channelTypes, close } = await openPostgres(database, { seal: key });
  return {
    accounts,
    channelTypes,
    reopen: async () => {
      await close();
      return open(database);
    },
    close,
  };
}

accountsConformance('a PostgreSQL database', () => open());

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
  registration: { environmentName: 'prod', webhookUrl: 'https://plain.example/1' },
};

const second = { messages: 'v2', events: 'x-activity' } as const;

describe('accounts that several processes share', () => {
  let name: string;
  let opened: Postgres[];
  let reports: string[];

  beforeEach(async () => {
    name = await server().createDatabase();
    opened = [];
    reports = [];
  });
  afterEach(() => Promise.all(opened.map((one) => one.close())));

  const replica = async (seal: RotatingSeal = key): Promise<Postgres> => {
    const report = (reason: string) => void reports.push(reason);
    const one = await openPostgres(server().url(name), { seal, report });
    opened.push(one);
    return one;
  };

  const rows = () => server().query('SELECT * FROM twitter_connector.account', name);

  test('are the same for all within a second of a change, also of its removal', async () => {
    const [one, other] = [await replica(), await replica()];
    const seenBy = (wanted: Account | undefined, by: Postgres) =>
      eventually(
        () => by.accounts.find('1'),
        (found) => JSON.stringify(found) === JSON.stringify(wanted),
        1_000,
      );
    await one.accounts.save(account);
    expect(await seenBy(account, other)).toEqual(account);
    const revoked = { ...account, state: 'revoked' } as const;
    await other.accounts.save(revoked);
    expect(await seenBy(revoked, one)).toEqual(revoked);
    await one.accounts.remove('1');
    expect(await seenBy(undefined, other)).toBeUndefined();
  });

  test('are read once more by nobody when nothing was changed', async () => {
    const { accounts } = await replica();
    await accounts.save(account);
    const number = () => server().query('SELECT number FROM twitter_connector.revision', name);
    const before = await number();
    expect(await accounts.change('1', () => undefined)).toBeUndefined();
    expect(await number()).toEqual(before);
  });

  test('are the same for all even when nobody was signalled', async () => {
    const [one, other] = [await replica(), await replica()];
    await one.accounts.save(account);
    await server().query(
      `UPDATE twitter_connector.account SET state = 'revoked';
       UPDATE twitter_connector.revision SET number = number + 1`,
      name,
    );
    for (const { accounts } of [one, other]) {
      const state = () => accounts.find('1')?.state;
      expect(await eventually(state, (found) => found === 'revoked', 1_500)).toBe('revoked');
    }
  });

  test('are the same for all when many save at the same time', async () => {
    const replicas = [await replica(), await replica(), await replica()];
    await Promise.all(
      replicas.flatMap(({ accounts }, i) =>
        ['1', '2', '3'].map((id) =>
          accounts.save({
            ...account,
            id,
            credentials: { ...account.credentials, consumerKey: `${i}` },
          }),
        ),
      ),
    );
    const told = () => replicas.map(({ accounts }) => JSON.stringify(accounts.all()));
    const same = (all: readonly string[]) => new Set(all).size === 1;

    expect(same(await eventually(told, same, 2_000))).toBe(true);
    expect(replicas[0]!.accounts.all()).toHaveLength(3);
  });

  test('keep the later token of a connection when a process saves what it has not heard of', async () => {
    const userToken = {
      clientId: 'client',
      accessToken: 'a1',
      refreshToken: 'r1',
      expiresAtMs: 1,
      givenRefreshToken: 'r1',
    };
    const connected = (token: UserToken): Account => ({
      ...account,
      credentials: { ...account.credentials, userToken: token },
    });
    const [one, other] = [await replica(), await replica()];
    await one.accounts.save(connected(userToken));
    await other.accounts.current();
    const later = { ...userToken, accessToken: 'a2', refreshToken: 'r2', expiresAtMs: 2 };
    const stale = other.accounts.find('1')!;
    await one.accounts.save(connected(later));
    await other.accounts.save({ ...stale, state: 'unauthorized' });

    const kept = { ...connected(later), state: 'unauthorized' };
    await Promise.all([one.accounts.current(), other.accounts.current()]);
    for (const { accounts } of [one, other]) expect(accounts.find('1')).toEqual(kept);
  });

  test.each([
    ['removed', (one: ServedAccounts) => one.retire('1'), undefined],
    ['moved', (one: ServedAccounts) => one.save({ ...account, apis: second }), second],
  ])(
    'stay %s when a call of a process that has not heard of it is refused',
    async (_, change, apis) => {
      const [one, other] = [await replica(), await replica()].map(
        ({ accounts }) => new ServedAccounts(accounts),
      ) as [ServedAccounts, ServedAccounts];
      await one.save(account);
      await other.current();
      const used = other.find('1')!;
      await change(one);
      await new SetAccountState(other, { notice: () => {} }).execute(used, 'unauthorized');

      await Promise.all([one.current(), other.current()]);
      for (const accounts of [one, other]) expect(accounts.find('1')?.apis).toEqual(apis);
      expect(one.wasRemoved('1')).toBe(apis === undefined);
    },
  );

  test('are known here at once when somebody asks for what is current', async () => {
    const [one, other] = [await replica(), await replica()];
    await one.accounts.save(account);
    await other.accounts.current();

    expect(other.accounts.find('1')).toEqual(account);
  });

  test('are written with no credential in plain text', async () => {
    const { accounts } = await replica();
    await accounts.save(account);

    expect(JSON.stringify(await rows())).not.toContain('plain');
  });

  test('whose credentials cannot be opened are named when it starts, and no secret', async () => {
    const { accounts } = await replica();
    await accounts.save(account);

    await expect(replica(new AesGcmSeal(keyOf(2)))).rejects.toThrow(
      'The credentials of account 1 cannot be opened: is the key the right one?',
    );
  });

  test('are not opened as those of another account', async () => {
    const { accounts } = await replica();
    await accounts.save(account);
    await server().query(`UPDATE twitter_connector.account SET id = '2'`, name);

    await expect(replica()).rejects.toThrow('The credentials of account 2');
  });

  test('are sealed anew at the start with a new key, and the old one is needed no more', async () => {
    const before = await replica();
    await before.accounts.save(account);
    const rotating = await replica(new AesGcmSeal(keyOf(2), [keyOf(1)]));
    expect(rotating.accounts.find('1')).toEqual(account);

    const after = await replica(new AesGcmSeal(keyOf(2)));
    expect(after.accounts.find('1')).toEqual(account);
    expect(before.accounts.find('1')).toEqual(account);
  });

  test('that others have sealed with a newer key stay as they were known, and that is reported', async () => {
    const before = await replica();
    await before.accounts.save(account);
    const rotating = await replica(new AesGcmSeal(keyOf(2), [keyOf(1)]));
    await rotating.accounts.save({ ...account, id: '2' });
    await eventually(
      () => reports.length,
      (count) => count > 0,
    );

    expect(reports[0]).toContain('cannot be opened');
    expect(reports.join()).not.toContain('plain');
    expect(before.accounts.find('1')).toEqual(account);
    expect(before.accounts.find('2')).toBeUndefined();
  });

  test('keep what they know while the database is away, and say so when it cannot be saved', async () => {
    const { accounts } = await replica();
    await accounts.save(account);
    await server().query(`ALTER TABLE twitter_connector.account RENAME TO away`, name);

    await expect(accounts.save({ ...account, state: 'revoked' })).rejects.toThrow();
    expect(accounts.find('1')).toEqual(account);
  });
});
