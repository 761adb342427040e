import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Credentials } from '../accounts/account.ts';
import type { FailureCode } from '../errors.ts';
import type { Environment, Subscriptions } from './subscriptions.ts';

/** The subscriptions under test, and the X behind them. */
export interface OpenSubscriptions {
  readonly subscriptions: Subscriptions;
  /** Empty, with room for one webhook. */
  readonly environment: Environment;
  readonly accountId: string;
  /** Two URLs whose challenge is passed. */
  readonly urls: readonly [string, string];
  /** A URL that does not answer the challenge. */
  readonly deafUrl: string;
  /** Credentials that X does not know. */
  readonly unknown: Credentials;
  /** Accounts that are subscribed in the environment. */
  subscribed(): Promise<readonly string[]>;
  /** X calls the webhook invalid from now on. */
  invalidate(webhookId: string): Promise<void>;
  /** X refuses the next call, and does nothing. */
  refuseNext(code: FailureCode, retryAtMs?: number): Promise<void>;
  /** The next call gets no answer, but X does it. */
  tearNext(): Promise<void>;
  close(): Promise<void>;
}

/** What every implementation of {@link Subscriptions} promises. `open` gives a fresh X. */
export function subscriptionsConformance(
  name: string,
  open: () => Promise<OpenSubscriptions>,
): void {
  describe(`subscriptions, ${name}`, () => {
    let opened: OpenSubscriptions;
    const register = (url = opened.urls[0]) =>
      opened.subscriptions.register(opened.environment, url);
    const listed = () => opened.subscriptions.webhooks(opened.environment);
    const subscribe = () => opened.subscriptions.subscribe(opened.environment);

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

      await opened.subscriptions.validate(opened.environment, id);
      expect(await listed()).toMatchObject([{ id, valid: true }]);
    });

    test('an unknown webhook fails with not-found', async () => {
      const validating = opened.subscriptions.validate(opened.environment, '404');
      await expect(validating).rejects.toMatchObject({ code: 'not-found' });
    });

    test('an unknown environment fails with not-found', async () => {
      const environment = { ...opened.environment, name: 'nowhere' };
      const { subscriptions, urls } = opened;

      const failure = { name: 'Failure', code: 'not-found' };
      await expect(subscriptions.webhooks(environment)).rejects.toMatchObject(failure);
      await expect(subscriptions.register(environment, urls[0])).rejects.toMatchObject(failure);
      await expect(subscriptions.subscribe(environment)).rejects.toMatchObject(failure);
    });

    test('credentials that X does not know fail with unauthorized', async () => {
      const environment = { ...opened.environment, credentials: opened.unknown };
      const { subscriptions, urls } = opened;

      const failure = { name: 'Failure', code: 'unauthorized' };
      await expect(subscriptions.webhooks(environment)).rejects.toMatchObject(failure);
      await expect(subscriptions.register(environment, urls[0])).rejects.toMatchObject(failure);
      await expect(subscriptions.subscribe(environment)).rejects.toMatchObject(failure);
    });

    test('subscribing again has no further effect', async () => {
      await register();
      await subscribe();
      await subscribe();

      expect(await opened.subscribed()).toEqual([opened.accountId]);
    });

    test('subscribing may be repeated when X gave no answer', async () => {
      await register();
      await opened.tearNext();

      await expect(subscribe()).rejects.toMatchObject({ code: 'unavailable' });
      await subscribe();
      expect(await opened.subscribed()).toEqual([opened.accountId]);
    });

    test('fails with throttled and the announced time', async () => {
      const retryAtMs = (Math.ceil(Date.now() / 1_000) + 90) * 1_000;
      for (const call of [listed, register, subscribe]) {
        await opened.refuseNext('throttled', retryAtMs);
        await expect(call()).rejects.toMatchObject({ code: 'throttled', retryAtMs });
      }
    });

    test('fails with unavailable when X cannot do it now', async () => {
      for (const call of [listed, register, subscribe]) {
        await opened.refuseNext('unavailable');
        await expect(call()).rejects.toMatchObject({ code: 'unavailable' });
      }
    });
  });
}
