import { beforeEach, describe, expect, test } from '@jest/globals';
import { InMemoryAccounts } from '../../adapters/in-memory/in-memory-accounts.ts';
import { InMemoryContactCenter } from '../../adapters/in-memory/in-memory-contact-center.ts';
import { InMemoryCustomerMedia } from '../../adapters/in-memory/in-memory-customer-media.ts';
import { InMemoryDeliveryStore } from '../../adapters/in-memory/in-memory-delivery-store.ts';
import { InMemoryFileStore } from '../../adapters/in-memory/in-memory-file-store.ts';
import { ManualClock } from '../../adapters/in-memory/manual-clock.ts';
import type { Head } from '../delivery/lane.ts';
import { Failure } from '../errors.ts';
import type { NewFile, StoredFile } from '../media/file-store.ts';
import { KeepAttachment } from '../media/keep-attachment.ts';
import { DeliverToContactCenter } from './deliver-to-contact-center.ts';
import type { Attachment, DirectMessage } from './direct-message.ts';
import { type ForContactCenter, towardsContactCenter } from './lanes-of.ts';

const message: DirectMessage = {
  eventId: '954491830116155396',
  accountId: '1',
  customer: { id: '2', name: 'Two' },
  text: 'hello “you” 👋',
  attachments: [],
  initiatedVia: { postId: '1300000000000000001' },
  sentAtMs: 1,
};
const report = {
  messageId: 'c1',
  accountId: '1',
  customerId: '2',
  status: 'FAILED' as const,
  reasonCode: '400',
  told: 'The message was refused.',
  atMs: 2,
};

/** A store that counts what it is given. */
class CountingFileStore extends InMemoryFileStore {
  puts = 0;
  override put(file: NewFile) {
    this.puts++;
    return super.put(file);
  }
}

let contactCenter: InMemoryContactCenter;
let media: InMemoryCustomerMedia;
let files: CountingFileStore;
let deliver: DeliverToContactCenter;

beforeEach(async () => {
  const accounts = new InMemoryAccounts();
  const clock = new ManualClock();
  contactCenter = new InMemoryContactCenter();
  media = new InMemoryCustomerMedia();
  files = new CountingFileStore();
  deliver = new DeliverToContactCenter({
    contactCenter,
    keepAttachment: new KeepAttachment(media, files, clock, 60_000, { notice: () => {} }),
    accounts,
    ledger: new InMemoryDeliveryStore(),
    clock,
    ageMaxMs: 259_200_000,
    attachmentPatienceMs: 900_000,
  });
  const credentials = {
    consumerKey: '',
    consumerSecret: '',
    accessToken: '',
    accessTokenSecret: '',
  };
  await accounts.save({ id: '1', state: 'active', credentials });
});

/** A head that carries this, as it was journalled. */
const head = (content: ForContactCenter, more: Partial<Head> = {}): Head => ({
  ...towardsContactCenter('1', '2', content),
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

/** Delivers the message from here to its end, and says how many attempts that took. */
async function deliverAll(more: Partial<DirectMessage>, progress = ''): Promise<number> {
  const item = { kind: 'message', message: { ...message, ...more } } as const;
  let step = await deliver.execute(head(item, { progress }));
  let attempts = 1;
  for (; step.kind === 'advanced' && attempts < 20; attempts++) {
    step = await deliver.execute(head(item, { progress: step.progress }));
  }
  expect(step).toEqual({ kind: 'done' });
  return attempts;
}
const facts = ({ name, url, contentType, sizeBytes }: StoredFile): StoredFile => ({
  name,
  url,
  contentType,
  sizeBytes,
});
const shown = () => contactCenter.messages.map(({ part, content }) => ({ part, ...content }));
const photo = (text: string): Attachment => ({
  kind: 'photo',
  urls: [media.attach('1', Buffer.from(text))],
});

describe('a message', () => {
  test('reaches the contact centre as it was journalled', async () => {
    expect(await deliver.execute(head({ kind: 'message', message }))).toEqual({ kind: 'done' });
    const { text, attachments: _, ...about } = message;
    expect(contactCenter.messages).toEqual([
      { ...about, part: 0, content: { kind: 'text', text } },
    ]);
    expect(contactCenter.reports).toEqual([]);
  });

  test('in doubt is delivered again, since it is shown once however often it comes', async () => {
    contactCenter.fail(new Failure('unavailable', 'time-out'), 'answer-lost');
    const lost = deliver.execute(head({ kind: 'message', message }));
    await expect(lost).rejects.toMatchObject({ code: 'unavailable' });

    contactCenter.recover();
    await deliver.execute(head({ kind: 'message', message }, { doubtSinceMs: 1 }));
    expect(shown()).toEqual([{ part: 0, kind: 'text', text: message.text }]);
  });

  test.each([
    ['', 'nothing at all'],
    [' \n\t', 'nothing but white space'],
  ])('is shown also when it says %j: %s', async (text) => {
    expect(await deliverAll({ text })).toBe(1);
    const placeholder = '[A message without text; it can be seen on X.]';
    expect(shown()).toEqual([{ part: 0, kind: 'text', text: placeholder }]);
  });
});

describe('a message with attachments', () => {
  test('is shown text first, then each attachment in order, each as a message of its own', async () => {
    const place = { kind: 'location', latitude: 52.5, longitude: -13.4 } as const;
    const video = media.attach('1', Buffer.from('video'), 'video/mp4');
    const gif = media.attach('1', Buffer.from('gif'), 'video/mp4');
    await deliverAll({
      attachments: [
        photo('photo'),
        place,
        { kind: 'video', urls: [video] },
        { kind: 'gif', urls: [gif] },
      ],
    });
    const [first, second, third] = files.files.map(facts);
    expect(shown()).toEqual([
      { part: 0, kind: 'text', text: message.text },
      { part: 1, kind: 'image', file: first },
      { part: 2, ...place },
      { part: 3, kind: 'video', file: second },
      { part: 4, kind: 'video', file: third },
    ]);
    expect(files.files.map(({ bytes }) => String(bytes))).toEqual(['photo', 'video', 'gif']);
  });

  test.each([
    ['photo', 'video/mp4', 'video'],
    ['photo', 'application/octet-stream', 'image'],
    ['gif', 'image/gif', 'image'],
    ['video', 'application/octet-stream', 'video'],
  ] as const)('shows a %s that is %s as %s', async (kind, type, as) => {
    const urls = [media.attach('1', Buffer.from('file'), type)];
    await deliverAll({ text: '', attachments: [{ kind, urls }] });
    expect(shown()).toEqual([{ part: 0, kind: as, file: expect.anything() }]);
  });

  test.each(['', ' \n'])('without text begins with the first of them: %j', async (text) => {
    await deliverAll({ text, attachments: [photo('photo')] });
    expect(shown()).toEqual([{ part: 0, kind: 'image', file: expect.anything() }]);
  });

  test('of one kind shows each of them, none in the place of another', async () => {
    await deliverAll({ text: '', attachments: [photo('one'), photo('two'), photo('three')] });
    expect(files.files.map(({ bytes }) => String(bytes))).toEqual(['one', 'two', 'three']);
    const urls = contactCenter.messages.map(({ content }) => 'file' in content && content.file.url);
    expect(urls).toEqual(files.files.map(({ url }) => url));
  });

  test('is stored and shown in attempts of their own: what is stored is not stored again', async () => {
    const attachments = [photo('photo')];
    const item = { kind: 'message', message: { ...message, text: '', attachments } } as const;
    const stored = await deliver.execute(head(item));
    expect([stored.kind, shown(), files.puts]).toEqual(['advanced', [], 1]);

    const progress = stored.kind === 'advanced' ? stored.progress : '';
    contactCenter.fail(new Failure('unavailable', 'time-out'), 'answer-lost');
    for (const tries of [0, 1]) {
      const again = deliver.execute(head(item, { progress, tries, doubtSinceMs: tries }));
      await expect(again).rejects.toEqual(new Failure('unavailable', 'time-out'));
    }
    contactCenter.recover();
    expect(await deliver.execute(head(item, { progress }))).toEqual({ kind: 'done' });
    expect([shown().length, files.puts]).toEqual([1, 1]);
  });

  test('goes on with the part that is next, after a crash between two', async () => {
    const attachments = [photo('one'), photo('two')];
    await deliverAll({ attachments }, JSON.stringify({ next: 2 }));
    expect(shown()).toEqual([{ part: 2, kind: 'image', file: expect.anything() }]);
    expect(await deliverAll({ attachments }, JSON.stringify({ next: 3 }))).toBe(1);
    expect(files.puts).toBe(1);
  });

  test.each([
    ['place', 'a place'],
    ['unknown', 'something'],
  ] as const)('that have no form of ours are named: %s', async (kind, named) => {
    await deliverAll({ text: '', attachments: [{ kind, name: 'secret name' }, photo('photo')] });
    const text = `[The customer sent ${named} that cannot be shown here: it has no known form. It can be seen on X.]`;
    expect(shown()).toEqual([
      { part: 0, kind: 'text', text },
      { part: 1, kind: 'image', file: expect.anything() },
    ]);
  });
});

describe('a report', () => {
  test('reaches the contact centre as it was journalled', async () => {
    expect(await deliver.execute(head({ kind: 'report', report }))).toEqual({ kind: 'done' });
    expect(contactCenter.reports).toEqual([report]);
    expect(contactCenter.messages).toEqual([]);
  });

  test('that the contact centre does not take fails as it says', async () => {
    const failure = new Failure('throttled', '429', 5);
    contactCenter.fail(failure);
    await expect(deliver.execute(head({ kind: 'report', report }))).rejects.toBe(failure);
  });
});

test('there is nobody to tell when something is given up', () => {
  expect(deliver.buried()).toEqual([]);
});
