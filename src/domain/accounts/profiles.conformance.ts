import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { FailureCode } from '../errors.ts';
import type { Account, Credentials } from './account.ts';
import type { Profile, Profiles } from './profiles.ts';

/** The profiles under test, and the X behind them. */
export interface OpenProfiles {
  readonly profiles: Profiles;
  readonly account: Account;
  /** The account's own profile. */
  readonly owner: Profile;
  /** Somebody else. */
  readonly other: Profile;
  /** Credentials that X does not know. */
  readonly unknown: Credentials;
  /** X refuses the next call. */
  refuseNext(code: FailureCode, retryAtMs?: number): Promise<void>;
  /** The next call gets no answer. */
  tearNext(): Promise<void>;
  close(): Promise<void>;
}

/** What every implementation of {@link Profiles} promises. */
export function profilesConformance(name: string, open: () => Promise<OpenProfiles>): void {
  describe(`profiles, ${name}`, () => {
    let opened: OpenProfiles;
    const owner = () => opened.profiles.owner(opened.account.credentials);
    const named = (screenName = opened.other.screenName) =>
      opened.profiles.named(opened.account, screenName);

    beforeEach(async () => {
      opened = await open();
    });
    afterEach(() => opened.close());

    test('tells whose credentials these are', async () => {
      expect(await owner()).toEqual(opened.owner);
    });

    test('fails with unauthorized for credentials that X does not know', async () => {
      const { profiles, account, unknown } = opened;
      const failure = { name: 'Failure', code: 'unauthorized' };
      await expect(profiles.owner(unknown)).rejects.toMatchObject(failure);
      const stranger = { ...account, credentials: unknown };
      await expect(profiles.named(stranger, 'ada')).rejects.toMatchObject(failure);
    });

    test('finds who is behind a name, however it is written', async () => {
      expect(await named()).toEqual(opened.other);
      expect(await named(opened.other.screenName.toUpperCase())).toEqual(opened.other);
    });

    test.each(['nobody_at_all', '@', '', 'no/such name', '\ud800'])(
      'fails with not-found for a name that nobody has: %j',
      async (screenName) => {
        const failure = { name: 'Failure', code: 'not-found' };
        await expect(named(screenName)).rejects.toMatchObject(failure);
      },
    );

    test('fails with throttled and the announced time', async () => {
      const retryAtMs = (Math.ceil(Date.now() / 1_000) + 90) * 1_000;
      for (const call of [owner, named]) {
        await opened.refuseNext('throttled', retryAtMs);
        await expect(call()).rejects.toMatchObject({ code: 'throttled', retryAtMs });
      }
    });

    test('fails with unavailable when X cannot answer, or does not', async () => {
      for (const call of [owner, named]) {
        await opened.refuseNext('unavailable');
        await expect(call()).rejects.toMatchObject({ code: 'unavailable' });
        await opened.tearNext();
        await expect(call()).rejects.toMatchObject({ code: 'unavailable' });
      }
    });
  });
}
