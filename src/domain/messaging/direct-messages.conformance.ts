import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Account } from '../accounts/account.ts';
import type { FailureCode } from '../errors.ts';
import type { DirectMessages } from './direct-messages.ts';

/** The direct messages under test, and the X behind them. */
export interface OpenDirectMessages {
  readonly directMessages: DirectMessages;
  readonly account: Account;
  /** Two customers who accept messages of the account. */
  readonly customers: readonly [string, string];
  /** What X has from the account, oldest first. */
  reached(): Promise<readonly { readonly customerId: string; readonly text: string }[]>;
  customerWrites(customerId: string, text: string): Promise<void>;
  /** Somebody of the account's staff writes in X's app. */
  staffWrites(customerId: string, text: string): Promise<void>;
  /** X refuses the next call, and does nothing. */
  refuseNext(code: FailureCode, retryAtMs?: number): Promise<void>;
  /** The next call gets no answer; `taken`: X does it all the same. */
  tearNext(how: { readonly taken: boolean }): Promise<void>;
  close(): Promise<void>;
}

const refusals: readonly FailureCode[] = [
  'rejected',
  'recipient-closed',
  'not-found',
  'unauthorized',
  'throttled',
  'unavailable',
];

const texts = [
  'Hello World!',
  'two\nlines, a tab\tand 👩‍👩‍👧 é ☃',
  '<b>Tom & Jerry</b> &amp; &lt; 3 > 2',
  'see https://example.com/a?b=1&c=%20 and https://example.org.',
];

/** What every implementation of {@link DirectMessages} promises. `open` gives a fresh X. */
export function directMessagesConformance(
  name: string,
  open: () => Promise<OpenDirectMessages>,
): void {
  describe(`direct messages, ${name}`, () => {
    let opened: OpenDirectMessages;
    const send = (text: string, customerId = opened.customers[0]) =>
      opened.directMessages.send({ account: opened.account, customerId, text });
    const since = (notBeforeMs: number) =>
      opened.directMessages.sentSince(opened.account, notBeforeMs);

    beforeEach(async () => {
      opened = await open();
    });
    afterEach(() => opened.close());

    test.each(texts)('reach the customer as they were written: %j', async (text) => {
      await send(text);
      expect(await opened.reached()).toEqual([{ customerId: opened.customers[0], text }]);
    });

    test.each(texts)('are found again as they were written: %j', async (text) => {
      const sent = await send(text);
      expect(await since(sent.sentAtMs)).toEqual([sent]);
    });

    test('say what was sent, when, and under which id', async () => {
      const { account, customers } = opened;
      const first = await send('one');
      const second = await send('two', customers[1]);

      expect(first).toMatchObject({ accountId: account.id, customerId: customers[0], text: 'one' });
      expect(second).toMatchObject({ customerId: customers[1], text: 'two' });
      expect(second.eventId).not.toBe(first.eventId);
      expect(second.sentAtMs).toBeGreaterThanOrEqual(first.sentAtMs);
    });

    test('lists what the account sent to anybody, by us or in X’s app, newest first', async () => {
      const first = await send('one');
      await opened.customerWrites(opened.customers[0], 'not ours');
      await opened.staffWrites(opened.customers[0], 'by staff');
      await send('two', opened.customers[1]);

      const found = await since(first.sentAtMs);
      expect(found.map(({ text }) => text)).toEqual(['two', 'by staff', 'one']);
      expect(found.map(({ customerId }) => customerId)).toEqual([
        opened.customers[1],
        opened.customers[0],
        opened.customers[0],
      ]);
    });

    test('lists nothing that is older than asked for', async () => {
      const { sentAtMs } = await send('old');
      expect(await since(sentAtMs + 1)).toEqual([]);
    });

    test('lists more than X shows at once', async () => {
      for (let n = 0; n < 120; n++) await opened.staffWrites(opened.customers[0], `${n}`);
      expect((await since(0)).map(({ text }) => Number(text))).toEqual(
        Array.from({ length: 120 }, (_, n) => 119 - n),
      );
    });

    test.each(refusals)('fails with %s, and nothing is sent', async (code) => {
      await opened.refuseNext(code);

      await expect(send('refused')).rejects.toMatchObject({ name: 'Failure', code });
      await send('sent');
      expect((await opened.reached()).map(({ text }) => text)).toEqual(['sent']);
    });

    test('fails with throttled and the announced time', async () => {
      const retryAtMs = (Math.ceil(Date.now() / 1_000) + 90) * 1_000;
      await opened.refuseNext('throttled', retryAtMs);
      await expect(send('too much')).rejects.toMatchObject({ code: 'throttled', retryAtMs });

      await opened.refuseNext('throttled', retryAtMs);
      await expect(since(0)).rejects.toMatchObject({ code: 'throttled', retryAtMs });
    });

    test.each([true, false])(
      'fails with uncertain exactly when X may have taken the message; taken: %s',
      async (taken) => {
        await opened.tearNext({ taken });
        await expect(send('in doubt')).rejects.toMatchObject({ code: 'uncertain' });

        await opened.tearNext({ taken });
        await expect(since(0)).rejects.toMatchObject({ code: 'unavailable' });
      },
    );

    test('never sends twice what X tore the connection on, and finds it again', async () => {
      await opened.tearNext({ taken: true });
      await expect(send('in doubt')).rejects.toMatchObject({ code: 'uncertain' });

      expect((await opened.reached()).map(({ text }) => text)).toEqual(['in doubt']);
      expect((await since(0)).map(({ text }) => text)).toEqual(['in doubt']);
    });

    test('finds nothing of what X tore away before it took it', async () => {
      await opened.tearNext({ taken: false });
      await expect(send('in doubt')).rejects.toMatchObject({ code: 'uncertain' });

      expect(await opened.reached()).toEqual([]);
      expect(await since(0)).toEqual([]);
    });
  });
}
