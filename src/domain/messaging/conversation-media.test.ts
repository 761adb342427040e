import { beforeEach, describe, expect, test } from '@jest/globals';
import { InMemoryAccounts } from '../../adapters/in-memory/in-memory-accounts.ts';
import { InMemoryContactCenter } from '../../adapters/in-memory/in-memory-contact-center.ts';
import { InMemoryCustomerMedia } from '../../adapters/in-memory/in-memory-customer-media.ts';
import { InMemoryDeliveryStore } from '../../adapters/in-memory/in-memory-delivery-store.ts';
import { InMemoryDirectMessages } from '../../adapters/in-memory/in-memory-direct-messages.ts';
import { InMemoryFileStore } from '../../adapters/in-memory/in-memory-file-store.ts';
import { InMemoryJournal } from '../../adapters/in-memory/in-memory-journal.ts';
import { ManualClock } from '../../adapters/in-memory/manual-clock.ts';
import type { Account } from '../accounts/account.ts';
import { SetAccountState } from '../accounts/set-account-state.ts';
import { defaultBackoff } from '../delivery/backoff.ts';
import { defaultGateLimits } from '../delivery/gate.ts';
import { Lanes } from '../delivery/lanes.ts';
import { Failure } from '../errors.ts';
import { AttachMedia } from '../media/attach-media.ts';
import type { OutgoingMedia } from '../media/customer-media.ts';
import type { StoredFile } from '../media/file-store.ts';
import { KeepAttachment } from '../media/keep-attachment.ts';
import type { AgentContent } from './agent-message.ts';
import { DeliverToContactCenter } from './deliver-to-contact-center.ts';
import type { Attachment, SentMessage } from './direct-message.ts';
import type { OutgoingMessage } from './direct-messages.ts';
import { FindSent } from './find-sent.ts';
import { contactCenterTarget, towardsCustomer } from './lanes-of.ts';
import { ReceiveAccountEvents } from './receive-account-events.ts';
import { SendToCustomer } from './send-to-customer.ts';

const echoWaitMs = 2_000;
const gif = Buffer.from('GIF89a-----------------------');
const credentials = { consumerKey: '', consumerSecret: '', accessToken: '', accessTokenSecret: '' };
const timings = {
  leaseMs: 60_000,
  sendTimeoutMs: 10_000,
  echoWaitMs,
  burnedMax: 10,
  backoff: defaultBackoff,
  gate: defaultGateLimits,
};

/** An X that falls silent after an effect, or before it. */
class X extends InMemoryDirectMessages {
  silent: 'takes it' | 'does not take it' | undefined;
  override async send(message: OutgoingMessage): Promise<SentMessage> {
    if (this.silent === 'does not take it') return new Promise(() => {});
    const sent = await super.send(message);
    return this.silent === undefined ? sent : new Promise(() => {});
  }
}
class Media extends InMemoryCustomerMedia {
  silent = false;
  override async upload(account: Account, media: OutgoingMedia): Promise<string> {
    const id = await super.upload(account, media);
    return this.silent ? new Promise(() => {}) : id;
  }
}

const clock = new ManualClock();
let journal: InMemoryJournal;
let running: InMemoryDeliveryStore | undefined;
let accounts: InMemoryAccounts;
let x: X;
let media: Media;
let files: InMemoryFileStore;
let file: StoredFile;
let contactCenter: InMemoryContactCenter;
let lanes: Lanes;

beforeEach(async () => {
  journal = new InMemoryJournal();
  accounts = new InMemoryAccounts();
  x = new X(() => clock.now());
  media = new Media();
  files = new InMemoryFileStore();
  file = await files.put({
    name: 'cat.gif',
    contentType: 'image/gif',
    conversationId: '2',
    bytes: chunks(gif),
  });
  contactCenter = new InMemoryContactCenter();
  await accounts.save({ id: '1', credentials, state: 'active' });
  await start();
});

async function* chunks(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}

/** A process on the journal; the one before it is killed: nothing of it is written any more. */
async function start(): Promise<void> {
  const observer = { notice: () => {} };
  running?.failAll(new Error('killed'));
  const store = new InMemoryDeliveryStore(journal);
  running = store;
  const inward = new DeliverToContactCenter({
    contactCenter,
    keepAttachment: new KeepAttachment(media, files, clock, 10_000, observer),
    accounts,
    ledger: store,
    clock,
    ageMaxMs: 259_200_000,
    attachmentPatienceMs: 900_000,
  });
  const outward = new SendToCustomer({
    directMessages: x,
    attachMedia: new AttachMedia(files, media, clock, 10_000, observer),
    files,
    findSent: new FindSent(x, store, clock, observer, echoWaitMs),
    accounts,
    setAccountState: new SetAccountState(accounts, observer),
    clock,
    ageMaxMs: 86_400_000,
  });
  const delivererOf = ({ target }: { target: string }) =>
    target === contactCenterTarget ? inward : outward;
  lanes = new Lanes({ store, clock, observer, timings, random: () => 0.5, delivererOf });
  await lanes.start();
}

async function restart(): Promise<void> {
  x.silent = undefined;
  media.silent = false;
  await start();
  await clock.advance(10_000);
}

const agentSays = (id: string, content: AgentContent, customerId = '2') => {
  const message = towardsCustomer({ id, accountId: '1', customerId, content });
  return lanes.accept([{ id: `cim/${id}`, atMs: clock.now(), message }]);
};
async function agentSends(id: string, customerId = '2'): Promise<void> {
  await agentSays(id, { kind: 'media', url: file.url, caption: '' }, customerId);
  await clock.settle();
}
const text = (words: string): AgentContent => ({ kind: 'text', text: words });
const receive = (eventId: string, words: string, attachments: readonly Attachment[] = []) =>
  new ReceiveAccountEvents(lanes, accounts, clock, { notice: () => {} }, async () => {}).execute([
    {
      kind: 'message',
      message: {
        eventId,
        accountId: '1',
        customer: { id: '2' },
        text: words,
        attachments,
        sentAtMs: clock.now(),
      },
    },
  ]);
const reached = () => x.reached.map((sent) => (sent.media ? 'a file' : sent.text));
const shown = () =>
  contactCenter.messages.map(({ content }) =>
    content.kind === 'text' ? content.text : content.kind,
  );
const reports = () =>
  contactCenter.reports.map(({ messageId, status }) => `${messageId} ${status}`);
const inTrouble = (target: string) => lanes.targets().get(target)?.troubleSinceMs !== undefined;

describe('a crash while a file is sent', () => {
  test('after it was uploaded leaves one message', async () => {
    media.silent = true;
    await agentSends('c1');
    expect([media.uploads.size, reached()]).toEqual([1, []]);
    await restart();
    expect([media.uploads.size, reached(), reports()]).toEqual([2, ['a file'], ['c1 DELIVERED']]);
  });

  test.each(['takes it', 'does not take it'] as const)(
    'while its message is on the way leaves one message, uploaded once, when X %s',
    async (silent) => {
      x.silent = silent;
      await agentSends('c1');
      await restart();
      expect([media.uploads.size, reached(), reports()]).toEqual([1, ['a file'], ['c1 DELIVERED']]);
    },
  );

  test.each(['takes it', 'does not take it'] as const)(
    'leaves both of two that look the same, when X %s',
    async (silent) => {
      await agentSends('c1');
      x.silent = silent;
      await agentSends('c2');
      await restart();
      expect(reached()).toEqual(['a file', 'a file']);
      expect(reports()).toEqual(['c1 DELIVERED', 'c2 DELIVERED']);
    },
  );
});

describe('while the store of files is away', () => {
  const away = new Failure('media-unavailable', 'ECONNREFUSED');

  test('files wait in their place, and every other conversation of the account goes on', async () => {
    files.fail(away);
    for (const customer of ['2', '3', '4', '5', '6', '7']) {
      await agentSends(`c${customer}`, customer);
      await agentSays(`t${customer}`, text('do you see it?'), customer);
    }
    await agentSays('c8', text('hello'), '8');
    await clock.advance(3_600_000);
    expect([reached(), inTrouble('x/1')]).toEqual([['hello'], false]);

    files.recover();
    await clock.advance(60_000);
    const toFirst = x.reached.filter(({ customerId }) => customerId === '2');
    expect(toFirst.map(({ media: isFile, text: words }) => isFile || words)).toEqual([
      true,
      'do you see it?',
    ]);
    expect(x.reached).toHaveLength(13);
  });

  test('what a customer attached waits in its place, and the contact centre is not blamed', async () => {
    files.fail(away);
    await receive('10', 'look', [{ kind: 'photo', urls: [media.attach('1', gif)] }]);
    await receive('11', 'do you see it?');
    await clock.advance(600_000);
    expect([shown(), inTrouble(contactCenterTarget)]).toEqual([['look'], false]);

    files.recover();
    await clock.advance(60_000);
    expect(shown()).toEqual(['look', 'image', 'do you see it?']);
  });

  test('for good, the agent is told of the photo, and the conversation goes on', async () => {
    files.fail(away);
    await receive('10', 'look', [{ kind: 'photo', urls: [media.attach('1', gif)] }]);
    await receive('11', 'do you see it?');
    await clock.advance(1_000_000);
    expect(shown()).toEqual(['look', expect.stringContaining('a photo'), 'do you see it?']);
    expect(journal.dead).toEqual([]);
  });
});
