import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Account } from '../accounts/account.ts';
import type { FailureCode } from '../errors.ts';
import type { AccountEvent } from './direct-message.ts';
import type { PastEvents, PastPage } from './past-events.ts';

/** The past events under test, and the X behind them. */
export interface OpenPastEvents {
  readonly pastEvents: PastEvents;
  readonly account: Account;
  /** Two people who write to the account; the first has this name. */
  readonly customers: readonly [string, string];
  /** What X tells of the first of them beside their messages; undefined: it tells no names. */
  readonly name: string | undefined;
  /** Gives the id of the message. */
  customerWrites(customerId: string, text: string, photo?: true): Promise<string>;
  /** The account itself writes, by us or in X's app; gives the id of the message. */
  accountWrites(customerId: string, text: string): Promise<string>;
  /** X refuses the next call. */
  refuseNext(code: FailureCode, retryAtMs?: number): Promise<void>;
  /** The next call gets no answer. */
  tearNext(how: { readonly taken: boolean }): Promise<void>;
  close(): Promise<void>;
}

type Told = Extract<AccountEvent, { kind: 'message' | 'echo' }>;

const isTold = (event: AccountEvent): event is Told =>
  event.kind === 'message' || event.kind === 'echo';

/** What every implementation of {@link PastEvents} promises. `open` gives a fresh X. */
export function pastEventsConformance(name: string, open: () => Promise<OpenPastEvents>): void {
  describe(`past events, ${name}`, () => {
    let opened: OpenPastEvents;
    beforeEach(async () => {
      opened = await open();
    });
    afterEach(() => opened.close());
    const page = (next?: string) => opened.pastEvents.page(opened.account, next);

    async function pages(): Promise<readonly PastPage[]> {
      const all = [await page()];
      for (let { next } = all[0] ?? {}; next !== undefined; next = all.at(-1)?.next) {
        all.push(await page(next));
      }
      return all;
    }

    test('are none where nobody wrote', async () => {
      expect(await page()).toEqual({ events: [] });
    });

    test('are told as the webhook tells them, newest first', async () => {
      const [customer, other] = opened.customers;
      const words = '<b>Tom & Jerry</b> https://example.com/?a=1&b=2';
      const asked = await opened.customerWrites(customer, words);
      const answered = await opened.accountWrites(customer, 'yes');
      const later = await opened.customerWrites(other, 'hello');

      const { events, next } = await page();
      const about = { accountId: opened.account.id, sentAtMs: expect.any(Number) };
      expect(events.map((event) => isTold(event) && event.message)).toMatchObject([
        { ...about, eventId: later, customer: { id: other }, text: 'hello', attachments: [] },
        { ...about, eventId: answered, customerId: customer, text: 'yes', media: false },
        { ...about, eventId: asked, customer: { id: customer }, text: words, attachments: [] },
      ]);
      expect(events.map(({ kind }) => kind)).toEqual(['message', 'echo', 'message']);
      expect(next).toBeUndefined();
    });

    test('name the customer where X does', async () => {
      await opened.customerWrites(opened.customers[0], 'hello');
      const [event] = (await page()).events;
      expect(event?.kind === 'message' && event.message.customer.name).toBe(opened.name);
    });

    test('tell of files and where they can be fetched', async () => {
      await opened.customerWrites(opened.customers[0], 'look', true);
      const [event] = (await page()).events;
      const message = event?.kind === 'message' ? event.message : undefined;
      expect(message).toMatchObject({ text: 'look', attachments: [{ kind: 'photo' }] });
      const [photo] = message?.attachments ?? [];
      expect(photo !== undefined && 'urls' in photo && photo.urls).toHaveLength(1);
    });

    test('are all there, page by page, each once, from the newest to the oldest', async () => {
      const ids: string[] = [];
      for (let n = 0; n < 230; n++) {
        ids.push(await opened.customerWrites(opened.customers[n % 2 === 0 ? 0 : 1], `${n}`));
      }
      const all = await pages();
      expect(all.length).toBeGreaterThan(1);
      const told = all.flatMap(({ events }) => events).filter(isTold);
      expect(told.map(({ message }) => message.eventId)).toEqual(ids.toReversed());
    });

    test('say of each page when its newest happened', async () => {
      for (let n = 0; n < 120; n++) await opened.accountWrites(opened.customers[0], `${n}`);
      const all = await pages();
      for (const { events, newestMs } of all) {
        const times = events.filter(isTold).map(({ message }) => message.sentAtMs);
        expect(newestMs).toBe(times.length === 0 ? undefined : Math.max(...times));
      }
      expect(all.some(({ newestMs }) => newestMs !== undefined)).toBe(true);
    });

    test('fail with throttled and the announced time, and are possible later', async () => {
      await opened.customerWrites(opened.customers[0], 'hello');
      const retryAtMs = (Math.ceil(Date.now() / 1_000) + 90) * 1_000;
      await opened.refuseNext('throttled', retryAtMs);
      await expect(page()).rejects.toMatchObject({ code: 'throttled', retryAtMs });
      expect((await page()).events).toHaveLength(1);
    });

    test.each<FailureCode>(['unauthorized', 'unavailable'])('fail with %s', async (code) => {
      await opened.refuseNext(code);
      await expect(page()).rejects.toMatchObject({ name: 'Failure', code });
    });

    test('are unavailable when X tears the connection', async () => {
      await opened.tearNext({ taken: true });
      await expect(page()).rejects.toMatchObject({ code: 'unavailable' });
    });
  });
}
