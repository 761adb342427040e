import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Credentials } from '../accounts/account.ts';
import type { FailureCode } from '../errors.ts';
import type { Replays } from './replays.ts';
import type { Environment } from './webhooks.ts';

/** What is under test of the replay of events, and the X behind it. */
export interface OpenReplays {
  readonly replays: Replays;
  /** With a valid webhook, and nothing being replayed. */
  readonly environment: Environment;
  readonly webhookId: string;
  /** Credentials that X does not know. */
  readonly unknown: Credentials;
  /** X's time. */
  now(): number;
  /** X calls the webhook invalid from now on. */
  invalidate(): Promise<void>;
  /** The job that was begun is over. */
  end(jobId: string): Promise<void>;
  /** The app may have nothing replayed from now on. */
  forbid(): Promise<void>;
  /** X refuses the next call, and does nothing. */
  refuseNext(code: FailureCode, retryAtMs?: number): Promise<void>;
  close(): Promise<void>;
}

const minuteMs = 60_000;

/** What every implementation of {@link Replays} promises. `open` gives a fresh X. */
export function replaysConformance(name: string, open: () => Promise<OpenReplays>): void {
  describe(`replays, ${name}`, () => {
    let opened: OpenReplays;
    const request = (fromAgeMs = 90 * minuteMs, toAgeMs = 60 * minuteMs, { ...more } = {}) =>
      opened.replays.request(
        { ...opened.environment, ...more },
        opened.webhookId,
        opened.now() - fromAgeMs,
        opened.now() - toAgeMs,
      );

    beforeEach(async () => {
      opened = await open();
    });
    afterEach(() => opened.close());

    test('each job has an id of its own', async () => {
      const first = await request();
      await opened.end(first);
      const second = await request();
      expect(first).toMatch(/^\d+$/);
      expect(second).not.toBe(first);
    });

    test('a second job fails with conflict while the first one runs', async () => {
      await request();
      await expect(request()).rejects.toMatchObject({ name: 'Failure', code: 'conflict' });
    });

    test('everything within the limits is taken, up to the last second', async () => {
      const limits = opened.replays.limitsOf(opened.environment);
      if (limits === undefined) throw new Error('there is no replay');
      const { oldestMs, fromAgeMinMs, toAgeMinMs } = limits;
      const slackMs = minuteMs + 5_000;
      await opened.end(await request(oldestMs - slackMs, oldestMs - 60 * minuteMs));
      await opened.end(await request(fromAgeMinMs + slackMs, toAgeMinMs + slackMs));
    });

    test('what lies outside the limits, or ends before it begins, is rejected', async () => {
      const limits = opened.replays.limitsOf(opened.environment);
      const { oldestMs = 0, fromAgeMinMs = 0, toAgeMinMs = 0 } = limits ?? {};
      for (const [from, to] of [
        [oldestMs + 2 * minuteMs, oldestMs - 60 * minuteMs],
        [fromAgeMinMs - 2 * minuteMs, toAgeMinMs + 2 * minuteMs],
        [fromAgeMinMs + 60 * minuteMs, toAgeMinMs - 2 * minuteMs],
        [60 * minuteMs, 90 * minuteMs],
      ]) {
        await expect(request(from, to)).rejects.toMatchObject({ code: 'rejected' });
      }
    });

    test('nothing is replayed to a webhook that is not valid, or not known', async () => {
      const { environment, now, replays } = opened;
      const span = [now() - 90 * minuteMs, now() - 60 * minuteMs] as const;
      const unknown = replays.request(environment, '404', ...span);
      await expect(unknown).rejects.toMatchObject({ code: 'not-found' });
      await opened.invalidate();
      const code = expect.stringMatching(/^(rejected|not-found)$/);
      await expect(request()).rejects.toMatchObject({ name: 'Failure', code });
    });

    test('credentials that X does not know fail with unauthorized', async () => {
      const asking = request(undefined, undefined, { credentials: opened.unknown });
      await expect(asking).rejects.toMatchObject({ name: 'Failure', code: 'unauthorized' });
    });

    test('an app without replay fails with unauthorized', async () => {
      await opened.forbid();
      await expect(request()).rejects.toMatchObject({ code: 'unauthorized' });
    });

    test('fails with throttled and the announced time, and when X cannot do it now', async () => {
      const retryAtMs = (Math.ceil(Date.now() / 1_000) + 90) * 1_000;
      await opened.refuseNext('throttled', retryAtMs);
      await expect(request()).rejects.toMatchObject({ code: 'throttled', retryAtMs });
      await opened.refuseNext('unavailable');
      await expect(request()).rejects.toMatchObject({ code: 'unavailable' });
    });
  });
}
