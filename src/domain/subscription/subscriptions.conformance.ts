import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { SubscriptionCount } from './subscribers.ts';
import { isAppWide } from './webhooks.ts';
import type { OpenAccountActivity } from './webhooks.conformance.ts';

/**
 * What every implementation of {@link Subscriptions} and {@link Subscribers} promises. `open` gives
 * a fresh X.
 */
export function subscriptionsConformance(
  name: string,
  open: () => Promise<OpenAccountActivity>,
): void {
  describe(`subscriptions, ${name}`, () => {
    let opened: OpenAccountActivity;
    let webhookId: string;
    const subscribe = () => opened.subscriptions.subscribe(opened.environment);
    const unsubscribe = () => opened.subscriptions.unsubscribe(opened.environment);
    const isSubscribed = () => opened.subscriptions.isSubscribed(opened.environment);
    const listed = () => opened.subscribers.list(opened.environment);
    const remove = (id = opened.accountId) => opened.subscribers.remove(opened.environment, id);
    const count = () => opened.subscribers.count(opened.environment);
    const counted = (accounts: number): SubscriptionCount =>
      opened.counted?.(accounts) ?? { used: accounts, provisioned: 15 };

    beforeEach(async () => {
      opened = await open();
      const webhook = await opened.webhooks.register(opened.environment, opened.urls[0]);
      webhookId = webhook.id;
    });
    afterEach(() => opened.close());

    test('nobody is subscribed at first', async () => {
      expect(await isSubscribed()).toBe(false);
      expect(await listed()).toEqual([]);
      expect(await count()).toEqual(counted(0));
    });

    test('subscribing again has no further effect', async () => {
      expect(await subscribe()).toEqual({ without: [] });
      expect(await subscribe()).toEqual({ without: [] });

      expect(await isSubscribed()).toBe(true);
      expect(await listed()).toEqual([opened.accountId]);
      expect(await count()).toEqual(counted(1));
    });

    test('each account has a subscription of its own, and the app sees all of them', async () => {
      await subscribe();
      expect(await opened.subscriptions.isSubscribed(opened.other)).toBe(false);
      await opened.subscriptions.subscribe(opened.other);

      expect([...(await listed())].sort()).toEqual([opened.accountId, opened.otherId].sort());
      await unsubscribe();
      expect(await listed()).toEqual([opened.otherId]);
      expect(await opened.subscriptions.isSubscribed(opened.other)).toBe(true);
    });

    test('an account ends its subscription, and ending it again has no further effect', async () => {
      await subscribe();
      await unsubscribe();
      await unsubscribe();

      expect(await isSubscribed()).toBe(false);
      expect(await listed()).toEqual([]);
    });

    test('the app ends the subscription of anybody, and again without further effect', async () => {
      await subscribe();
      await opened.subscriptions.subscribe(opened.other);
      await remove(opened.otherId);
      await remove(opened.otherId);
      await remove('404');

      expect(await listed()).toEqual([opened.accountId]);
    });

    test('subscriptions go with the last webhook', async () => {
      await subscribe();
      await opened.webhooks.remove(opened.environment, webhookId);

      expect(await isSubscribed()).toBe(false);
      expect(await listed()).toEqual([]);
    });

    test('without a webhook, where the app has them, there is nothing to subscribe to', async () => {
      if (!isAppWide(opened.environment)) return;
      await opened.webhooks.remove(opened.environment, webhookId);

      const failure = { name: 'Failure', code: 'not-found' };
      await expect(subscribe()).rejects.toMatchObject(failure);
      await unsubscribe();
      await remove();
      expect(await isSubscribed()).toBe(false);
      expect(await listed()).toEqual([]);
    });

    test('an unknown environment fails with not-found, and nobody is subscribed there', async () => {
      if (isAppWide(opened.environment)) return;
      const environment = { ...opened.environment, name: 'nowhere' };
      const { subscribers, subscriptions } = opened;

      const failure = { name: 'Failure', code: 'not-found' };
      await expect(subscriptions.subscribe(environment)).rejects.toMatchObject(failure);
      await expect(subscriptions.unsubscribe(environment)).rejects.toMatchObject(failure);
      await expect(subscribers.list(environment)).rejects.toMatchObject(failure);
      await expect(subscribers.remove(environment, '1')).rejects.toMatchObject(failure);
      expect(await subscriptions.isSubscribed(environment)).toBe(false);
    });

    test('credentials that X does not know fail with unauthorized', async () => {
      const environment = { ...opened.environment, credentials: opened.unknown };
      const { subscribers, subscriptions } = opened;

      const failure = { name: 'Failure', code: 'unauthorized' };
      await expect(subscriptions.subscribe(environment)).rejects.toMatchObject(failure);
      await expect(subscriptions.unsubscribe(environment)).rejects.toMatchObject(failure);
      await expect(subscriptions.isSubscribed(environment)).rejects.toMatchObject(failure);
      await expect(subscribers.list(environment)).rejects.toMatchObject(failure);
      await expect(subscribers.remove(environment, '1')).rejects.toMatchObject(failure);
      await expect(subscribers.count(environment)).rejects.toMatchObject(failure);
    });

    test.each([
      ['subscribing', () => subscribe(), true],
      ['unsubscribing', () => unsubscribe(), false],
      ['removing', () => remove(), false],
    ])('%s may be repeated when X gave no answer', async (_name, call, outcome) => {
      if (!outcome) await subscribe();
      await listed();
      await opened.tearNext();

      await expect(call()).rejects.toMatchObject({ code: 'unavailable' });
      await call();
      expect(await isSubscribed()).toBe(outcome);
    });

    test('fails with throttled and the announced time', async () => {
      const retryAtMs = (Math.ceil(Date.now() / 1_000) + 90) * 1_000;
      await listed();
      for (const call of [subscribe, unsubscribe, isSubscribed, listed, remove, count]) {
        await opened.refuseNext('throttled', retryAtMs);
        await expect(call()).rejects.toMatchObject({ code: 'throttled', retryAtMs });
      }
    });

    test('fails with unavailable when X cannot do it now', async () => {
      await listed();
      for (const call of [subscribe, unsubscribe, isSubscribed, listed, remove, count]) {
        await opened.refuseNext('unavailable');
        await expect(call()).rejects.toMatchObject({ code: 'unavailable' });
      }
    });
  });
}
