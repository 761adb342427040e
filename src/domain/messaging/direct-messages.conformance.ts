import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Account, MessagesApi } from '../accounts/account.ts';
import { type Capability, capabilitiesOf } from '../accounts/capabilities.ts';
import type { FailureCode } from '../errors.ts';
import type { DirectMessages, OutgoingMessage } from './direct-messages.ts';

/** A message as X has it; without what it does not carry. */
export type ReachedMessage = Omit<OutgoingMessage, 'account'>;

/** What X shows a customer beside messages. */
export type Sign =
  | { readonly kind: 'typing'; readonly customerId: string }
  | { readonly kind: 'read'; readonly customerId: string; readonly upToEventId: string };

/** The direct messages under test, and the X behind them. */
export interface OpenDirectMessages {
  readonly directMessages: DirectMessages;
  readonly account: Account;
  /** Two customers who accept messages of the account. */
  readonly customers: readonly [string, string];
  /** What X has from the account, oldest first. */
  reached(): Promise<readonly ReachedMessage[]>;
  /** The signs of the account, oldest first. */
  signs(): Promise<readonly Sign[]>;
  /** The id of a file that can be attached. */
  uploaded(): Promise<string>;
  /** Gives the id of the message. */
  customerWrites(customerId: string, text: string): Promise<string>;
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
  'media-refused',
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

/**
 * What every implementation of {@link DirectMessages} promises for an account that uses this API.
 * `open` gives a fresh X.
 */
export function directMessagesConformance(
  name: string,
  open: () => Promise<OpenDirectMessages>,
  api: MessagesApi = 'v1.1',
): void {
  const capabilities = capabilitiesOf({ apis: { messages: api, events: 'v1.1' } });
  describe(`direct messages, ${name}`, () => {
    let opened: OpenDirectMessages;
    const send = (
      text: string,
      customerId = opened.customers[0],
      more: Partial<OutgoingMessage> = {},
    ) => opened.directMessages.send({ account: opened.account, customerId, text, ...more });
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

      const { eventId, sentAtMs } = first;
      const said = { accountId: account.id, customerId: customers[0], text: 'one', media: false };
      expect(first).toEqual({ eventId, sentAtMs, ...said });
      expect(second).toMatchObject({ customerId: customers[1], text: 'two' });
      expect(second.eventId).not.toBe(first.eventId);
      expect(second.sentAtMs).toBeGreaterThanOrEqual(first.sentAtMs);
    });

    const described = (label: string) => ({
      label,
      description: `the ${label}`,
      payload: `${label}-1`,
    });
    const plain = (label: string) => ({ label, payload: label });

    const birds = ['Red Bird', 'Blue Bird'].map(described);
    const numbers = Array.from({ length: 20 }, (_, n) => plain(`${n}`));
    const links = [{ label: 'Map it', url: 'https://www.myairline.example/map-it?a=1&b=2' }];
    const attachment = { kind: 'location', latitude: 37.771718, longitude: -122.443893 } as const;
    const extras: [string, Capability, Partial<OutgoingMessage>][] = [
      ['answers to choose from', 'quick-replies', { options: birds }],
      ['answers without descriptions', 'quick-replies', { options: numbers }],
      ['buttons', 'calls-to-action', { links }],
      ['a place on the map', 'location', { attachment }],
    ];
    test.each(extras)('carry %s, or refuse it where X has no %s', async (_, capability, more) => {
      if (!capabilities.includes(capability)) {
        const sending = send('here', opened.customers[0], more);
        await expect(sending).rejects.toMatchObject({ code: 'unsupported' });
        return expect(await opened.reached()).toEqual([]);
      }
      const sent = await send('here', opened.customers[0], more);
      expect(await opened.reached()).toEqual([
        { customerId: opened.customers[0], text: 'here', ...more },
      ]);
      expect(sent.media).toBe(false);
      expect(await since(sent.sentAtMs)).toEqual([sent]);
    });

    test.each(['Here is your receipt', ''])('carry a file with the words %j', async (text) => {
      const attachment = { kind: 'media', mediaId: await opened.uploaded() } as const;
      const sent = await send(text, opened.customers[0], { attachment });
      expect(await opened.reached()).toEqual([
        { customerId: opened.customers[0], text, attachment },
      ]);
      expect(sent).toMatchObject({ text, media: true });
      expect(await since(sent.sentAtMs)).toEqual([sent]);
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

    const showsSigns = capabilities.includes('typing');

    test('show that somebody is typing, and what was read, where X has that', async () => {
      const { account, customers, directMessages } = opened;
      const upToEventId = await opened.customerWrites(customers[1], 'hello');
      await directMessages.indicateTyping(account, customers[0]);
      await directMessages.markRead(account, customers[1], upToEventId);
      const signs = [
        { kind: 'typing', customerId: customers[0] },
        { kind: 'read', customerId: customers[1], upToEventId },
      ];
      expect(await opened.signs()).toEqual(showsSigns ? signs : []);
    });

    if (!showsSigns) return;
    test('fail to show anything without a doubt', async () => {
      const { account, customers, directMessages } = opened;
      const typing = () => directMessages.indicateTyping(account, customers[0]);
      const reading = () => directMessages.markRead(account, customers[0], '1');
      const retryAtMs = (Math.ceil(Date.now() / 1_000) + 90) * 1_000;
      for (const show of [typing, reading]) {
        await opened.refuseNext('throttled', retryAtMs);
        await expect(show()).rejects.toMatchObject({ code: 'throttled', retryAtMs });
        await opened.tearNext({ taken: false });
        await expect(show()).rejects.toMatchObject({ code: 'unavailable' });
      }
      expect(await opened.signs()).toEqual([]);
    });
  });
}
