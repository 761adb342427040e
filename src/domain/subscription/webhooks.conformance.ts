import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Credentials } from '../accounts/account.ts';
import type { FailureCode } from '../errors.ts';
import type { Subscribers, SubscriptionCount } from './subscribers.ts';
import type { Subscriptions } from './subscriptions.ts';
import { type Environment, isAppWide, type Webhooks } from './webhooks.ts';

/** What is under test of an app's webhooks and subscriptions, and the X behind it. */
export interface OpenAccountActivity {
  readonly webhooks: Webhooks;
  readonly subscriptions: Subscriptions;
  readonly subscribers: Subscribers;
  /** Empty, with room for one webhook and 15 subscriptions; the only one of its app. Events go to the first URL. */
  readonly environment: Environment;
  /** What the app has used when so many accounts are subscribed; absent: that many of 15. */
  readonly counted?: (accounts: number) => SubscriptionCount;
  readonly accountId: string;
  /** The same environment in the name of another account. */
  readonly other: Environment;
  readonly otherId: string;
  /** Two URLs whose challenge is passed. */
  readonly urls: readonly [string, string];
  /** A URL that does not answer the challenge. */
  readonly deafUrl: string;
  /** Credentials that X does not know. */
  readonly unknown: Credentials;
  /** X calls the webhook invalid from now on. */
  invalidate(webhookId: string): Promise<void>;
  /** X refuses the next call, and does nothing. */
  refuseNext(code: FailureCode, retryAtMs?: number): Promise<void>;
  /** The next call gets no answer, but X does it. */
  tearNext(): Promise<void>;
  close(): Promise<void>;
}

/** What every implementation of {@link Webhooks} promises. `open` gives a fresh X. */
export function webhooksConformance(name: string, open: () => Promise<OpenAccountActivity>): void {
  describe(`webhooks, ${name}`, () => {
    let opened: OpenAccountActivity;
    const register = (url = opened.urls[0]) => opened.webhooks.register(opened.environment, url);
    const listed = () => opened.webhooks.list(opened.environment);
    const validate = (id = '404') => opened.webhooks.validate(opened.environment, id);
    const remove = (id = '404') => opened.webhooks.remove(opened.environment, id);

    beforeEach(async () => {
      opened = await open();
    });
    afterEach(() => opened.close());

    test('an environment without webhooks lists none', async () => {
      expect(await listed()).toEqual([]);
    });

    test('a registered webhook is listed, and valid', async () => {
      const webhook = await register();

      expect(webhook).toMatchObject({ url: opened.urls[0], valid: true });
      expect(await listed()).toEqual([webhook]);
    });

    test('a full environment fails with conflict, and keeps what stands there', async () => {
      const webhook = await register();

      await expect(register(opened.urls[1])).rejects.toMatchObject({ code: 'conflict' });
      await expect(register(opened.urls[0])).rejects.toMatchObject({ code: 'conflict' });
      expect(await listed()).toEqual([webhook]);
    });

    test('a webhook that does not pass the challenge is rejected and not listed', async () => {
      await expect(register(opened.deafUrl)).rejects.toMatchObject({ code: 'rejected' });
      expect(await listed()).toEqual([]);
    });

    test('an invalid webhook is valid again when it has passed the challenge', async () => {
      const { id } = await register();
      await opened.invalidate(id);
      expect(await listed()).toMatchObject([{ id, valid: false }]);

      await validate(id);
      expect(await listed()).toMatchObject([{ id, valid: true }]);
    });

    test('a removed webhook is gone, and makes room', async () => {
      const { id } = await register();
      await remove(id);

      expect(await listed()).toEqual([]);
      expect(await register(opened.urls[1])).toMatchObject({ valid: true });
    });

    test('an unknown webhook, or one that is gone, fails with not-found', async () => {
      const { id } = await register();
      await remove(id);

      for (const call of [validate, remove]) {
        await expect(call(id)).rejects.toMatchObject({ code: 'not-found' });
        await expect(call()).rejects.toMatchObject({ code: 'not-found' });
      }
    });

    test.each(['nowhere', 'PROD', 'a/b', '..', 'é ✓'])(
      'an unknown environment fails with not-found: %s',
      async (unknown) => {
        if (isAppWide(opened.environment)) return;
        const environment = { ...opened.environment, name: unknown };
        const { webhooks, urls } = opened;

        const failure = { name: 'Failure', code: 'not-found' };
        await expect(webhooks.list(environment)).rejects.toMatchObject(failure);
        await expect(webhooks.register(environment, urls[0])).rejects.toMatchObject(failure);
        await expect(webhooks.remove(environment, '1')).rejects.toMatchObject(failure);
      },
    );

    test('credentials that X does not know fail with unauthorized', async () => {
      const environment = { ...opened.environment, credentials: opened.unknown };
      const { webhooks, urls } = opened;

      const failure = { name: 'Failure', code: 'unauthorized' };
      await expect(webhooks.list(environment)).rejects.toMatchObject(failure);
      await expect(webhooks.register(environment, urls[0])).rejects.toMatchObject(failure);
      await expect(webhooks.remove(environment, '1')).rejects.toMatchObject(failure);
    });

    test('fails with throttled and the announced time', async () => {
      const retryAtMs = (Math.ceil(Date.now() / 1_000) + 90) * 1_000;
      for (const call of [listed, register, validate, remove]) {
        await opened.refuseNext('throttled', retryAtMs);
        await expect(call()).rejects.toMatchObject({ code: 'throttled', retryAtMs });
      }
    });

    test('fails with unavailable when X cannot do it now', async () => {
      for (const call of [listed, register, validate, remove]) {
        await opened.refuseNext('unavailable');
        await expect(call()).rejects.toMatchObject({ code: 'unavailable' });
      }
    });
  });
}
