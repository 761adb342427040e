import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  DEFAULT_APP,
  DEFAULT_BUSINESS,
  DEFAULT_CUSTOMERS,
} from '../../../../../sandbox/twitter/defaults.ts';
import {
  startTwitterSandbox,
  type TwitterSandbox,
} from '../../../../../sandbox/twitter/twitter-sandbox.ts';
import type { Account, MessagesApi } from '../../../../domain/accounts/account.ts';
import { KeepAttachment } from '../../../../domain/media/keep-attachment.ts';
import { InMemoryFileStore } from '../../../in-memory/in-memory-file-store.ts';
import { systemClock } from '../../../system/system-clock.ts';
import { accountEventsIn } from '../../webhook/account-events-in.ts';
import { mediaAt } from './media-at.conformance.ts';
import type { TwitterCustomerMedia } from './twitter-customer-media.ts';
import { accountOf } from '../messages/twitter-sandboxed.conformance.ts';

const [ada] = DEFAULT_CUSTOMERS;

describe('a file of which an event tells the name alone', () => {
  let sandbox: TwitterSandbox;
  let media: TwitterCustomerMedia;
  beforeEach(async () => {
    sandbox = await startTwitterSandbox();
    const mediaHosts = [`127.0.0.1:${sandbox.port}`];
    media = mediaAt(sandbox.url, { mediaHosts, clock: systemClock });
  });
  afterEach(async () => {
    await media.close();
    await sandbox.close();
  });

  test.each<[MessagesApi, 'photo' | 'video']>([
    ['v1.1', 'photo'],
    ['v1.1', 'video'],
    ['v2', 'photo'],
    ['v2', 'video'],
  ])(
    'is brought to the contact centre by asking X for the rest: %s, %s',
    async (messages, kind) => {
      const account: Account = {
        ...accountOf(DEFAULT_APP, DEFAULT_BUSINESS),
        apis: { messages, events: 'x-activity' },
      };
      const file = randomBytes(2_000);
      const sent = { media: { kind, bytesBase64: file.toString('base64') } };
      const { id } = sandbox.control.write(ada.id, account.id, '', sent).event;
      const told = {
        id,
        event_type: 'MessageCreate',
        text: 'look',
        sender_id: ada.id,
        dm_conversation_id: `${account.id}-${ada.id}`,
        attachments: { media_keys: [kind === 'photo' ? '5_1' : '7_1'] },
      };
      const [event] = accountEventsIn({ data: told }, account.id);
      const [attachment] = event?.kind === 'message' ? event.message.attachments : [];
      if (attachment === undefined || !('urls' in attachment))
        throw new Error('no file was told of');
      expect(attachment.urls).toEqual([]);

      const files = new InMemoryFileStore();
      const keep = new KeepAttachment(media, files, systemClock, 10_000, { notice: () => {} });
      const about = { eventId: id, part: 0, customerId: ada.id };
      const stored = await keep.execute(account, { ...attachment, ...about });
      expect(stored.contentType).toBe(kind === 'photo' ? 'image/jpeg' : 'video/mp4');
      const [kept] = files.files;
      expect(Buffer.from(kept?.bytes ?? []).equals(file)).toBe(true);
    },
  );
});
