import { beforeEach, describe, expect, test } from '@jest/globals';
import { InMemoryAccounts } from '../../adapters/in-memory/in-memory-accounts.ts';
import { InMemoryContactCenter } from '../../adapters/in-memory/in-memory-contact-center.ts';
import { InMemoryCustomerMedia } from '../../adapters/in-memory/in-memory-customer-media.ts';
import { InMemoryDeliveryStore } from '../../adapters/in-memory/in-memory-delivery-store.ts';
import { InMemoryFileStore } from '../../adapters/in-memory/in-memory-file-store.ts';
import { ManualClock } from '../../adapters/in-memory/manual-clock.ts';
import type { Step } from '../delivery/deliverer.ts';
import type { Head } from '../delivery/lane.ts';
import { Failure, type FailureCode } from '../errors.ts';
import { KeepAttachment } from '../media/keep-attachment.ts';
import { DeliverToContactCenter } from './deliver-to-contact-center.ts';
import type { Attachment } from './direct-message.ts';
import { towardsContactCenter } from './lanes-of.ts';

const patienceMs = 900_000;

let clock: ManualClock;
let accounts: InMemoryAccounts;
let contactCenter: InMemoryContactCenter;
let media: InMemoryCustomerMedia;
let files: InMemoryFileStore;
let deliver: DeliverToContactCenter;
let photo: string;

beforeEach(async () => {
  clock = new ManualClock();
  accounts = new InMemoryAccounts();
  contactCenter = new InMemoryContactCenter();
  media = new InMemoryCustomerMedia();
  files = new InMemoryFileStore();
  deliver = new DeliverToContactCenter({
    contactCenter,
    keepAttachment: new KeepAttachment(media, files, clock, 60_000, { notice: () => {} }),
    accounts,
    ledger: new InMemoryDeliveryStore(),
    clock,
    ageMaxMs: 259_200_000,
    attachmentPatienceMs: patienceMs,
  });
  const credentials = {
    consumerKey: '',
    consumerSecret: '',
    accessToken: '',
    accessTokenSecret: '',
  };
  await accounts.save({ id: '1', state: 'active', credentials });
  photo = media.attach('1', Buffer.from('photo'));
});

/** One attempt at a message of these attachments alone. */
function attempt(
  attachments: readonly Attachment[] = [{ kind: 'photo', urls: [photo] }],
  more: Partial<Head> = {},
): Promise<Step> {
  const [eventId, accountId, customer] = ['7', '1', { id: '2' }] as const;
  const message = { eventId, accountId, customer, text: '', attachments, sentAtMs: 1 };
  return deliver.execute({
    ...towardsContactCenter('1', '2', { kind: 'message', message }),
    laneId: 1,
    epoch: 1,
    seq: 1,
    progress: '',
    acceptedAtMs: 0,
    tries: 0,
    burned: 0,
    failedSinceMs: 0,
    doubtSinceMs: 0,
    leasedAtMs: 0,
    ...more,
  });
}
const shown = () => contactCenter.messages.map(({ content }) => content);
const told = (what: string, why: string) => ({
  kind: 'text',
  text: `[The customer sent ${what} that cannot be shown here: ${why}. It can be seen on X.]`,
});

describe('an attachment that will never be there is told of at once', () => {
  test('when it is gone from X', async () => {
    media.withdraw(photo);
    expect(await attempt()).toEqual({ kind: 'done' });
    expect(shown()).toEqual([told('a photo', 'it is no longer there')]);
  });

  test('when X does not give it to us, or it stands elsewhere', async () => {
    await attempt([{ kind: 'video', urls: [media.attach('9', Buffer.from('of others'))] }]);
    expect(shown()).toEqual([told('a video', 'it was refused')]);
  });

  test('when it is another kind of file', async () => {
    await attempt([
      { kind: 'photo', urls: [media.attach('1', Buffer.from('%PDF'), 'application/pdf')] },
    ]);
    expect(shown()).toEqual([told('a photo', 'it is another kind of file')]);
  });

  test('when it is too large in every form', async () => {
    const large = media.attach('1', new Uint8Array(25 * 1024 * 1024 + 1), 'video/mp4');
    await attempt([{ kind: 'gif', urls: [large] }]);
    expect(shown()).toEqual([told('a GIF', 'it is too large')]);
  });

  test.each([
    ['rejected', 'it was refused'],
    ['too-large', 'it is too large'],
    ['conflict', 'it failed'],
  ] as const)('when the store refuses it: %s', async (code, why) => {
    files.fail(new Failure(code, 'infected'));
    await attempt();
    expect(shown()).toEqual([told('a photo', why)]);
  });

  test('when it has no address', async () => {
    await attempt([{ kind: 'photo', urls: [] }]);
    expect(shown()).toEqual([told('a photo', 'it was refused')]);
  });

  test('when X tells its name only, and not where it is', async () => {
    media.tellLater('7', []);
    await attempt([{ kind: 'video', urls: [], mediaKey: '7_1' }]);
    expect(shown()).toEqual([told('a video', 'X does not say where it is')]);
  });

  test('when X tells its name only, and then no longer knows the message', async () => {
    await attempt([{ kind: 'gif', urls: [], mediaKey: '16_1' }]);
    expect(shown()).toEqual([told('a GIF', 'it is no longer there')]);
  });

  test('when its account was removed', async () => {
    await accounts.remove('1');
    await attempt();
    expect(shown()).toEqual([told('a photo', 'it is no longer there')]);
  });

  test('and what comes behind it is shown all the same', async () => {
    const attachments: Attachment[] = [
      { kind: 'photo', urls: ['https://ton.twitter.com/gone'] },
      { kind: 'photo', urls: [photo] },
    ];
    const first = await attempt(attachments);
    expect(first).toEqual({ kind: 'advanced', progress: JSON.stringify({ next: 1 }) });
    const second = await attempt(attachments, { progress: JSON.stringify({ next: 1 }) });
    expect(second).toMatchObject({ kind: 'advanced' });
    expect(files.files).toHaveLength(1);
  });
});

describe('an attachment that may still come', () => {
  const passing: readonly (readonly [FailureCode, string])[] = [
    ['media-unavailable', 'it could not be transferred'],
    ['unauthorized', 'X does not let us see it'],
    ['throttled', 'it failed'],
    ['unavailable', 'it failed'],
    ['internal', 'it failed'],
  ];

  test.each(passing)(
    'is waited for, which is no trouble of the contact centre: %s',
    async (code) => {
      files.fail(new Failure(code, 'HTTP 503', 5));
      const held = { code: 'media-unavailable', detail: 'HTTP 503', retryAtMs: 5 };
      await expect(attempt()).rejects.toMatchObject(held);
      expect(shown()).toEqual([]);
      files.recover();
      expect(await attempt(undefined, { failedSinceMs: clock.now() - 1, tries: 1 })).toMatchObject({
        kind: 'advanced',
      });
      expect(files.files).toHaveLength(1);
    },
  );

  test.each(passing)('is waited for no longer than patience lasts: %s', async (code, why) => {
    const failedSinceMs = clock.now() - patienceMs;
    files.fail(new Failure(code, 'HTTP 503'));
    await expect(attempt(undefined, { failedSinceMs })).rejects.toMatchObject({
      code: 'media-unavailable',
    });
    expect(shown()).toEqual([]);

    await clock.advance(1);
    expect(await attempt(undefined, { failedSinceMs })).toEqual({ kind: 'done' });
    expect(shown()).toEqual([told('a photo', why)]);
  });

  test('is waited for also when what goes wrong was not foreseen', async () => {
    files.put = () => Promise.reject(new TypeError('s3cret'));
    const failedSinceMs = clock.now() - patienceMs;
    const waiting = attempt(undefined, { failedSinceMs, burned: 9 });
    await expect(waiting).rejects.toEqual(new Failure('media-unavailable', 'TypeError'));
    await clock.advance(1);
    expect(await attempt(undefined, { failedSinceMs })).toEqual({ kind: 'done' });
    expect(shown()).toEqual([told('a photo', 'it failed')]);
  });

  test('is shown when it comes after all, however late', async () => {
    const failedSinceMs = clock.now() - 2 * patienceMs;
    expect(await attempt(undefined, { failedSinceMs })).toMatchObject({ kind: 'advanced' });
    expect(files.files).toHaveLength(1);
  });

  test('that is stored is not given up because the contact centre is down', async () => {
    const stored = await attempt();
    const progress = stored.kind === 'advanced' ? stored.progress : '';
    const failedSinceMs = clock.now() - 2 * patienceMs;
    const failure = new Failure('unavailable', 'ECONNREFUSED');
    contactCenter.fail(failure);
    await expect(attempt(undefined, { progress, failedSinceMs })).rejects.toBe(failure);
    contactCenter.recover();
    await attempt(undefined, { progress, failedSinceMs });
    expect(shown()).toEqual([{ kind: 'image', file: expect.anything() }]);
  });
});
