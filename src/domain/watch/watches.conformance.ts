import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Gap } from './watch.ts';
import type { Watches } from './watches.ts';

/** One opening of the watches under test. */
export interface OpenWatches {
  readonly watches: Watches;
  /** Those of another process; the same when there is never one. */
  readonly others: Watches;
  /** Ends this opening as a crash would and opens again. */
  reopen(): Promise<OpenWatches>;
  close(): Promise<void>;
}

const gap: Gap = {
  fromMs: 1_000,
  toMs: 2_000,
  cause: 'downtime',
  state: 'healing',
  read: 3,
  found: 2,
  by: ['replay'],
  waitsUntilMs: 5_000,
};

/** What every implementation of {@link Watches} promises. */
export function watchesConformance(name: string, open: () => Promise<OpenWatches>): void {
  describe(`the watches of ${name}`, () => {
    let opened: OpenWatches;

    beforeEach(async () => {
      opened = await open();
    });
    afterEach(() => opened.close());

    test('know nothing at first', async () => {
      expect(await opened.watches.find('1')).toBeUndefined();
      expect(await opened.watches.all()).toEqual([]);
    });

    test('keep every fact over a restart', async () => {
      const facts = {
        coveredUntilMs: 1,
        heardAtMs: 2,
        checkedAtMs: 3,
        soundAtMs: 4,
        webhookValid: false,
        webhookId: '1460',
        subscribed: true,
        certificateExpiresAtMs: 5,
        address: 'unreachable',
        silentSinceMs: 6,
        doubt: { sinceMs: 8, cause: 'webhook' },
        gap,
        replay: { id: '7', fromMs: 1, toMs: 2, state: 'running' },
      } as const;
      await opened.watches.change('1', facts);
      opened = await opened.reopen();

      expect(await opened.watches.find('1')).toEqual({ accountId: '1', ...facts });
    });

    test('change what is given, take away what is undefined, and leave the rest', async () => {
      await opened.watches.change('1', { coveredUntilMs: 1, silentSinceMs: 2, gap });
      await opened.watches.change('1', { coveredUntilMs: 3, silentSinceMs: undefined });

      expect(await opened.watches.find('1')).toEqual({ accountId: '1', coveredUntilMs: 3, gap });
    });

    test('have nothing left of a gap that another takes the place of', async () => {
      await opened.watches.change('1', { gap });
      const { waitsUntilMs: _, ...next } = { ...gap, fromMs: 3_000, by: [] };
      await opened.watches.change('1', { gap: next });

      expect((await opened.watches.find('1'))?.gap).toEqual(next);
    });

    test('open a gap, with what goes with it, unless one is being healed', async () => {
      await opened.watches.change('1', { heardAtMs: 1, doubt: { sinceMs: 1, cause: 'webhook' } });
      const more = { coveredUntilMs: 2, doubt: undefined };
      expect(await opened.watches.open('1', gap, more)).toBe(true);
      const now = { accountId: '1', heardAtMs: 1, coveredUntilMs: 2, gap };
      expect(await opened.watches.find('1')).toEqual(now);
      expect(await opened.others.open('1', { ...gap, fromMs: 7 }, { heardAtMs: 9 })).toBe(false);
      expect(await opened.watches.find('1')).toEqual(now);
      await opened.watches.change('1', { gap: { ...gap, state: 'healed' } });
      expect(await opened.others.open('1', { ...gap, fromMs: 7 })).toBe(true);
      expect(await opened.watches.open('2', gap)).toBe(true);
    });

    test('open one gap of the two that two processes open at the same time', async () => {
      const both = await Promise.all([
        opened.watches.open('1', gap),
        opened.others.open('1', { ...gap, fromMs: 7 }),
      ]);
      expect(both.toSorted()).toEqual([false, true]);
    });

    test('of two processes see each other, and neither undoes what the other changes', async () => {
      await opened.watches.change('1', { coveredUntilMs: 1 });
      const changes = Array.from({ length: 20 }, (_, i) => [
        opened.watches.change('1', { coveredUntilMs: i + 2 }),
        opened.others.change('1', { heardAtMs: i + 2 }),
      ]);
      await Promise.all(changes.flat());

      const both = { accountId: '1', coveredUntilMs: 21, heardAtMs: 21 };
      const [ours] = await opened.watches.all();
      expect(ours).toMatchObject({ accountId: '1' });
      expect(Object.keys(ours ?? {}).toSorted()).toEqual(Object.keys(both).toSorted());
      expect(await opened.others.all()).toEqual([ours]);
    });

    test('tell apart and order the accounts, and forget one of them', async () => {
      for (const id of ['20', '1', '3']) await opened.watches.change(id, { heardAtMs: Number(id) });
      await opened.watches.forget('3');
      await opened.watches.forget('4');

      expect(await opened.watches.all()).toEqual([
        { accountId: '1', heardAtMs: 1 },
        { accountId: '20', heardAtMs: 20 },
      ]);
    });
  });
}
