import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Failure } from '../errors.ts';
import type { ContactCenter } from './contact-center.ts';
import type { CustomerContent, CustomerMessage } from './customer-message.ts';
import type { DeliveryReport } from './delivery-report.ts';

/** What may be wrong with a contact centre. `answer-lost`: it takes things, and we never hear. */
export type ContactCenterTrouble = 'away' | 'answer-lost' | 'refusing' | 'throttling';

/**
 * Something that a contact centre was given: `says` is a text, `IMAGE` or `VIDEO` with the address
 * of the file, `LOCATION` with latitude and longitude, a status with its reason, or `TYPING`.
 */
export interface Taken {
  readonly id: string;
  readonly customerId: string;
  readonly says: string;
}

/** A contact centre that can be brought into trouble. */
export interface ContactCenterUnderTest {
  readonly contactCenter: ContactCenter;
  /** Everything it took, repeats included. */
  taken(): Promise<readonly Taken[]>;
  /** While it lasts, every refusal and excuse contains `words`. */
  trouble(kind: ContactCenterTrouble | 'none', words?: string): Promise<void>;
  close(): Promise<void>;
}

const message = (eventId: string, text = 'Hello'): CustomerMessage => ({
  eventId,
  part: 0,
  accountId: '902211',
  customer: { id: '1580011223', name: 'Ada Lovelace', screenName: 'ada' },
  content: { kind: 'text', text },
  sentAtMs: 1_718_000_000_123,
});

const file = {
  name: '77_photo.jpg',
  url: 'http://files.test/api/downloadFileStream?filename=77_photo.jpg',
  contentType: 'image/jpeg',
  sizeBytes: 60_184,
};

const contents: readonly (readonly [string, CustomerContent])[] = [
  ['yes please', { kind: 'text', text: 'yes please', choice: 'yes' }],
  [`IMAGE ${file.url}`, { kind: 'image', file }],
  [`VIDEO ${file.url}`, { kind: 'video', file }],
  ['LOCATION 46.5 -6.25', { kind: 'location', latitude: 46.5, longitude: -6.25 }],
];

const report = (messageId: string, failed = false): DeliveryReport => ({
  messageId,
  accountId: '902211',
  customerId: '1580011223',
  ...(failed
    ? { status: 'FAILED', reasonCode: '400', told: 'It was refused.' }
    : { status: 'DELIVERED', reasonCode: '200', told: '', eventId: '1798000000000000009' }),
  atMs: 1_718_000_001_000,
});

/** What every implementation of {@link ContactCenter} promises. */
export function contactCenterConformance(
  name: string,
  open: () => Promise<ContactCenterUnderTest>,
): void {
  describe(`${name} is a contact centre that`, () => {
    let opened: ContactCenterUnderTest;

    beforeEach(async () => {
      opened = await open();
    });
    afterEach(() => opened.close());

    /** What is shown: repeats of an id must be the same thing, and count once. */
    async function shown(): Promise<readonly Taken[]> {
      const byId = new Map<string, Taken>();
      for (const taken of await opened.taken()) {
        expect(byId.get(taken.id) ?? taken).toEqual(taken);
        byId.set(taken.id, taken);
      }
      return [...byId.values()];
    }
    const said = async () => (await shown()).map(({ says }) => says);
    const failureOf = async (work: Promise<void>): Promise<Failure> => {
      const thrown = await work.then(
        () => undefined,
        (reason: unknown) => reason,
      );
      expect(thrown).toBeInstanceOf(Failure);
      return thrown as Failure;
    };

    test('shows a message once, however often it is delivered', async () => {
      for (let i = 0; i < 3; i++) await opened.contactCenter.deliver(message('11', 'Hello'));
      expect(await shown()).toEqual([
        { id: expect.any(String), customerId: '1580011223', says: 'Hello' },
      ]);
    });

    test('shows different messages in the order they were delivered', async () => {
      for (const id of ['13', '12', '14']) {
        await opened.contactCenter.deliver(message(id, `message ${id}`));
      }
      expect(await said()).toEqual(['message 13', 'message 12', 'message 14']);
    });

    test('shows the same event of two accounts as two messages', async () => {
      await opened.contactCenter.deliver(message('11', 'one'));
      await opened.contactCenter.deliver({ ...message('11', 'two'), accountId: '902212' });
      expect(await said()).toEqual(['one', 'two']);
    });

    test.each([
      'naïve – 😀 👩🏽‍🚀 🏴󠁧󠁢󠁳󠁣󠁴󠁿',
      'e\u0301 stays decomposed',
      ' spaces \n\tand lines\r\n',
      '"quoted" \\ &amp; <b>',
      'مرحبا שלום 你好',
      'x'.repeat(10_000),
    ])('shows a text exactly as it was written: %j', async (text) => {
      await opened.contactCenter.deliver(message('11', text));
      expect(await said()).toEqual([text]);
    });

    test('shows the parts of a message each once, in their order', async () => {
      for (let i = 0; i < 2; i++) {
        for (const [part, [, content]] of contents.entries()) {
          await opened.contactCenter.deliver({ ...message('11'), part, content });
        }
      }
      expect(await said()).toEqual(contents.map(([says]) => says));
    });

    test('shows that a customer is typing, each time', async () => {
      for (let i = 0; i < 2; i++) await opened.contactCenter.showTyping('902211', '1580011223');
      const typing = { customerId: '1580011223', says: 'TYPING' };
      expect(await opened.taken()).toMatchObject([typing, typing]);
    });

    test('takes a report once, however often it is made', async () => {
      for (let i = 0; i < 3; i++) await opened.contactCenter.report(report('cim-1'));
      expect(await said()).toEqual(['DELIVERED 200 cim-1']);
    });

    test('keeps reports apart by message and by status', async () => {
      await opened.contactCenter.report(report('cim-1'));
      await opened.contactCenter.report(report('cim-1', true));
      await opened.contactCenter.report(report('cim-2'));
      await opened.contactCenter.report({ ...report('cim-2'), status: 'READ' });
      const told = ['DELIVERED 200 cim-1', 'FAILED 400 cim-1 It was refused.'];
      expect(await said()).toEqual([...told, 'DELIVERED 200 cim-2', 'READ 200 cim-2']);
    });

    test('fails with unavailable while it is away, and takes everything when it is back', async () => {
      await opened.trouble('away');
      const failures = [
        await failureOf(opened.contactCenter.deliver(message('11', 'Are you there?'))),
        await failureOf(opened.contactCenter.report(report('cim-1'))),
        await failureOf(opened.contactCenter.showTyping('902211', '1580011223')),
      ];
      expect(new Set(failures.map(({ code }) => code))).toEqual(new Set(['unavailable']));
      expect(await shown()).toEqual([]);

      await opened.trouble('none');
      await opened.contactCenter.deliver(message('11', 'Are you there?'));
      await opened.contactCenter.report(report('cim-1'));
      expect(await said()).toEqual(['Are you there?', 'DELIVERED 200 cim-1']);
    });

    test('shows a message once when its answer was lost and it came again', async () => {
      await opened.trouble('answer-lost');
      const failure = await failureOf(opened.contactCenter.deliver(message('11', 'Once')));
      await opened.trouble('none');
      await opened.contactCenter.deliver(message('11', 'Once'));
      expect(failure.code).toBe('unavailable');
      expect(await said()).toEqual(['Once']);
    });

    test('fails with rejected when it refuses a message, and shows the next one', async () => {
      await opened.trouble('refusing');
      const failure = await failureOf(opened.contactCenter.deliver(message('11')));
      await opened.trouble('none');
      await opened.contactCenter.deliver(message('12', 'next'));
      expect(failure.code).toBe('rejected');
      expect(await said()).toEqual(['next']);
    });

    test('fails with throttled when it has too much to do, and says until when', async () => {
      await opened.trouble('throttling');
      const failure = await failureOf(opened.contactCenter.deliver(message('11')));
      expect(failure).toMatchObject({ code: 'throttled', retryAtMs: expect.any(Number) });
    });

    test.each(['refusing', 'throttling', 'away', 'answer-lost'] as const)(
      'never puts the text or the name into a failure: %s',
      async (kind) => {
        const text = 'My card is 4711, call Bob';
        await opened.trouble(kind, `cannot take "${text}" of Ada Lovelace`);
        const { message: words, detail } = await failureOf(
          opened.contactCenter.deliver(message('11', text)),
        );
        for (const secret of ['card', '4711', 'Bob', 'Ada', 'Lovelace']) {
          expect(`${words} ${detail}`).not.toContain(secret);
        }
      },
    );
  });
}
