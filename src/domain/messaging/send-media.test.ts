import { beforeEach, describe, expect, test } from '@jest/globals';
import { InMemoryAccounts } from '../../adapters/in-memory/in-memory-accounts.ts';
import { InMemoryCustomerMedia } from '../../adapters/in-memory/in-memory-customer-media.ts';
import { InMemoryDeliveryStore } from '../../adapters/in-memory/in-memory-delivery-store.ts';
import { InMemoryDirectMessages } from '../../adapters/in-memory/in-memory-direct-messages.ts';
import { InMemoryFileStore } from '../../adapters/in-memory/in-memory-file-store.ts';
import { ManualClock } from '../../adapters/in-memory/manual-clock.ts';
import { SetAccountState } from '../accounts/set-account-state.ts';
import type { Step } from '../delivery/deliverer.ts';
import type { Head } from '../delivery/lane.ts';
import { Failure } from '../errors.ts';
import { AttachMedia } from '../media/attach-media.ts';
import type { Occurrence } from '../observer.ts';
import { FindSent } from './find-sent.ts';
import { fingerprint } from './fingerprint.ts';
import { towardsCustomer } from './lanes-of.ts';
import { SendToCustomer } from './send-to-customer.ts';

const gif = Buffer.from('GIF89a-----------------------');
const [first, second] = ['a'.repeat(10_000), 'b'.repeat(10_000)];

let clock: ManualClock;
let x: InMemoryDirectMessages;
let settledBy: string[];
let media: InMemoryCustomerMedia;
let accounts: InMemoryAccounts;
let store: InMemoryDeliveryStore;

beforeEach(async () => {
  clock = new ManualClock();
  x = new InMemoryDirectMessages(() => clock.now());
  settledBy = [];
  media = new InMemoryCustomerMedia();
  accounts = new InMemoryAccounts();
  store = new InMemoryDeliveryStore();
  const keys = { consumerKey: '', consumerSecret: '', accessToken: '', accessTokenSecret: '' };
  await accounts.save({ id: '1', state: 'active', credentials: keys });
});

/** Sends a file of these bytes, an attempt at a time. */
async function sending(bytes: Uint8Array = gif, caption = 'cat', publicUrl?: string) {
  const files = new InMemoryFileStore(publicUrl);
  const file = { name: 'f.pdf', contentType: 'application/pdf', conversationId: '2' };
  const { url } = await files.put({ ...file, bytes: chunks(bytes) });
  const observer = { notice: () => {} };
  const notice = (it: Occurrence) => void settledBy.push(it.kind === 'doubt-settled' ? it.by : '');
  const sendToCustomer = new SendToCustomer({
    directMessages: x,
    attachMedia: new AttachMedia(files, media, clock, 60_000, observer),
    files,
    findSent: new FindSent(x, store, clock, { notice }, 2_000),
    accounts,
    setAccountState: new SetAccountState(accounts, observer),
    clock,
    ageMaxMs: 86_400_000,
  });
  await clock.advance(2_000);
  const content = { kind: 'media', url, caption } as const;
  const message = towardsCustomer({ id: 'c1', accountId: '1', customerId: '2', content });
  const head: Head = {
    ...message,
    laneId: 1,
    epoch: 1,
    seq: 1,
    progress: '',
    acceptedAtMs: clock.now(),
    tries: 0,
    burned: 0,
    failedSinceMs: 0,
    doubtSinceMs: 0,
    leasedAtMs: clock.now(),
  };
  const attempt = (more: Partial<Head> = {}) => sendToCustomer.execute({ ...head, ...more });
  return { attempt, files };
}
async function* chunks(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}
const progressOf = (step: Step): string => (step.kind === 'advanced' ? step.progress : '');
const inDoubt = (doubtSinceMs: number) => ({ doubtSinceMs, tries: 1 });
const refuse = () => x.troubles.failNext(new Failure('media-refused', '324'));
const reached = () => x.reached.map(({ text, attachment }) => ({ text, attachment }));
const attached = (mediaId: string) => ({ kind: 'media', mediaId });

describe('a file', () => {
  test('is uploaded by one attempt and sent by the next, with its words', async () => {
    const { attempt } = await sending();
    const uploaded = await attempt();
    const [mediaId = ''] = media.uploads.keys();
    expect(uploaded).toEqual({ kind: 'advanced', progress: JSON.stringify({ next: 0, mediaId }) });
    expect(media.uploads.get(mediaId)).toMatchObject({ kind: 'gif', contentType: 'image/gif' });
    expect(reached()).toEqual([]);

    expect(await attempt({ progress: progressOf(uploaded) })).toMatchObject({
      kind: 'done',
      entry: { cimId: 'c1', fingerprint: fingerprint('cat', true) },
      follow: [{ id: 'status/c1/DELIVERED' }],
    });
    expect(reached()).toEqual([{ text: 'cat', attachment: attached(mediaId) }]);
  });

  test('with more words than fit comes with the last of them, and is uploaded just before', async () => {
    const { attempt } = await sending(gif, `${first} ${second} last`);
    const steps = [await attempt()];
    expect([media.uploads.size, reached().length]).toEqual([0, 1]);
    for (let i = 0; i < 3; i++) steps.push(await attempt({ progress: progressOf(steps[i]!) }));
    const [mediaId = ''] = media.uploads.keys();
    expect(steps.map(({ kind }) => kind)).toEqual(['advanced', 'advanced', 'advanced', 'done']);
    expect(reached()).toEqual([
      { text: first, attachment: undefined },
      { text: second, attachment: undefined },
      { text: 'last', attachment: attached(mediaId) },
    ]);
    const prints = steps.map((step) => ('entry' in step ? step.entry?.fingerprint : ''));
    const last = fingerprint('last', true);
    expect(prints).toEqual([fingerprint(first), fingerprint(second), '', last]);
  });

  test('that X has forgotten is uploaded once again, and given up after that', async () => {
    const { attempt } = await sending();
    const uploaded = await attempt();
    refuse();
    const forgotten = await attempt({ progress: progressOf(uploaded) });
    expect(forgotten).toEqual({ kind: 'advanced', progress: '{"next":0,"refused":true}' });
    const again = await attempt({ progress: progressOf(forgotten) });
    const [, mediaId = ''] = media.uploads.keys();
    expect(progressOf(again)).toBe(JSON.stringify({ next: 0, refused: true, mediaId }));

    refuse();
    const refused = attempt({ progress: progressOf(again) });
    await expect(refused).rejects.toMatchObject({
      code: 'media-refused',
      rule: { retry: 'never' },
    });
    expect(media.uploads.size).toBe(2);

    expect(await attempt({ progress: progressOf(again) })).toMatchObject({ kind: 'done' });
    expect(reached()).toEqual([{ text: 'cat', attachment: attached(mediaId) }]);
  });

  test('that is too large is given up before anything is uploaded', async () => {
    const { attempt } = await sending(Buffer.concat([gif, new Uint8Array(15 * 1024 * 1024)]));
    const tooLarge = attempt();
    await expect(tooLarge).rejects.toMatchObject({ code: 'too-large', rule: { retry: 'never' } });
    expect([media.uploads.size, reached()]).toEqual([0, []]);
  });

  test('is held while the store is away, which is no trouble of X', async () => {
    const { attempt, files } = await sending();
    files.fail(new Failure('media-unavailable', 'ECONNREFUSED'));
    await expect(attempt()).rejects.toMatchObject({ rule: { retry: 'held', fault: 'elsewhere' } });
    expect(accounts.find('1')?.state).toBe('active');
    files.recover();
    expect(await attempt()).toMatchObject({ kind: 'advanced' });
  });

  test.each(['unavailable', 'throttled', 'uncertain', 'recipient-closed'] as const)(
    'that is uploaded is not uploaded again when its message fails with %s',
    async (code) => {
      const { attempt } = await sending();
      const progress = progressOf(await attempt());
      x.troubles.failNext(new Failure(code, 'no'));
      await expect(attempt({ progress })).rejects.toMatchObject({ code });
      expect(await attempt({ progress, tries: 1 })).toMatchObject({ kind: 'done' });
      expect([media.uploads.size, reached().length]).toEqual([1, 1]);
    },
  );
});

test.each([
  ['is not blamed', 'v1.1', 'active'],
  ['of which nobody said which API it uses shows it, so that X is asked', '', 'unauthorized'],
] as const)('an account whose upload X refuses %s', async (_how, messages, state) => {
  const account = accounts.find('1');
  const apis = messages !== '' && { apis: { messages, events: messages } };
  if (account !== undefined) await accounts.save({ ...account, ...apis });
  const { attempt } = await sending();
  media.troubles.failNext(new Failure('unauthorized', '32'));
  await expect(attempt()).rejects.toEqual(new Failure('unauthorized', '32'));
  expect(accounts.find('1')?.state).toBe(state);

  await attempt({ progress: progressOf(await attempt()) });
  expect(accounts.find('1')?.state).toBe('active');
});

describe('a file that X does not carry', () => {
  const pdf = Buffer.from('%PDF-1.7\n-------------');
  const link = 'https://public/api/downloadFileStream?filename=2_f.pdf';

  test('is refused by its type when customers cannot open the store', async () => {
    const { attempt } = await sending(pdf);
    await expect(attempt()).rejects.toEqual(new Failure('unsupported', 'application/pdf'));
  });

  test.each([
    ['terms', [`terms\n${link}`]],
    ['', [link]],
    [`${first} ${second}`, [first, second, link]],
  ])('goes as a link below its words, which are not said twice: %.9s', async (caption, said) => {
    const { attempt } = await sending(pdf, caption, 'https://public');
    let step = await attempt();
    for (let i = 0; i < 9 && step.kind === 'advanced'; i++) step = await attempt(step);
    expect(reached().map(({ text }) => text)).toEqual(said);
    expect(x.reached.every((message) => !message.media)).toBe(true);
    expect(step).toMatchObject({ entry: { fingerprint: fingerprint(said.at(-1) ?? '') } });
  });

  test('that is a link already is found as such when it is in doubt', async () => {
    const { attempt } = await sending(pdf, '', 'https://public');
    const progress = progressOf(await attempt());
    const sent = x.write('1', '2', link);
    const found = await attempt({ progress, ...inDoubt(clock.now()) });
    expect(found).toMatchObject({ kind: 'done', entry: { eventId: sent.eventId } });
    expect(reached()).toHaveLength(1);
  });
});

describe('a crash', () => {
  test('during the upload: nothing was sent, and no photo of the staff is taken for it', async () => {
    const { attempt } = await sending(gif, '');
    x.write('1', '2', '', true);
    for (const progress of ['{"next":0}', '{"next":0,"refused":true}']) {
      const step = await attempt({ progress, doubtSinceMs: clock.now() });
      expect(step).toEqual({ kind: 'advanced', progress });
    }
    expect([settledBy, reached().length]).toEqual([[], 1]);
  });

  test('after the upload: it is looked for, and sent when it is not there', async () => {
    const { attempt } = await sending();
    const progress = progressOf(await attempt());
    x.write('1', '2', 'cat');
    const settled = await attempt({ progress, ...inDoubt(clock.now()) });
    expect(settled).toEqual({ kind: 'advanced', progress });
    expect(await attempt({ progress })).toMatchObject({ kind: 'done' });
    expect([media.uploads.size, reached().length]).toEqual([1, 2]);
  });

  test.each(['echo', 'look-up'])('after it was sent: it is recognised by its %s', async (by) => {
    const { attempt } = await sending();
    const progress = progressOf(await attempt());
    const { eventId, sentAtMs } = x.write('1', '2', 'cat', true);
    const echo = { accountId: '1', customerId: '2', eventId, sentAtMs };
    if (by === 'echo') store.journal.keep({ ...echo, fingerprint: fingerprint('cat', true) });
    const found = await attempt({ progress, ...inDoubt(clock.now()) });
    expect(found).toMatchObject({ kind: 'done', entry: { eventId, cimId: 'c1' } });
    expect([settledBy, reached().length]).toEqual([[by], 1]);
  });
});
