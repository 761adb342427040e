import { text } from 'node:stream/consumers';
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
import { type Account, apisOf, type MessagesApi } from '../../../../domain/accounts/account.ts';
import type { FailureCode } from '../../../../domain/errors.ts';
import { customerMediaConformance } from '../../../../domain/media/customer-media.conformance.ts';
import type { MediaKind } from '../../../../domain/media/media.ts';
import type { DirectMessage } from '../../../../domain/messaging/direct-message.ts';
import { systemClock } from '../../../system/system-clock.ts';
import { accountEventsIn } from '../../webhook/account-events-in.ts';
import { mediaAt } from './media-at.conformance.ts';
import type { TwitterCustomerMedia } from './twitter-customer-media.ts';
import { accountOf, unknown } from '../messages/twitter-sandboxed.conformance.ts';
import { signing, type UserAuthentication } from '../accounts/user-authentication.ts';

const [ada, grace] = DEFAULT_CUSTOMERS;
const account = accountOf(DEFAULT_APP, DEFAULT_BUSINESS);

const start = () =>
  startTwitterSandbox({ settings: { media: { processingMs: 20, checkAfterSecs: 0.02 } } });

function mediaOf({ url, port }: TwitterSandbox, users = signing) {
  const mediaHosts = ['ton.twitter.com', `127.0.0.1:${port}`];
  return mediaAt(url, { mediaHosts, users, clock: systemClock });
}

/** What a customer sends, as the account's webhook reads it. */
function sent({ control }: TwitterSandbox, media: object): DirectMessage {
  const { event } = control.write(ada.id, account.id, '', { media: media as never });
  const [read] = accountEventsIn({ direct_message_events: [event] }, account.id);
  if (read?.kind !== 'message') throw new Error('no message came');
  return read.message;
}

function urlsIn({ attachments: [attachment] }: DirectMessage): readonly string[] {
  return attachment !== undefined && 'urls' in attachment ? attachment.urls : [];
}

const kinds: Readonly<Record<string, MediaKind>> = {
  dm_image: 'image',
  dm_gif: 'gif',
  dm_video: 'video',
};
const refusals: Readonly<Record<MessagesApi, Partial<Record<FailureCode, object>>>> = {
  'v1.1': { rejected: { code: 38 }, unauthorized: { code: 89 }, 'media-unavailable': { code: 88 } },
  v2: {
    rejected: { status: 400, body: { title: 'Invalid Request', type: 'about:blank' } },
    unauthorized: { problem: 'oauth1-permissions' },
    'media-unavailable': { problem: 'too-many-requests' },
  },
};

/** Accounts that are connected by OAuth 2.0 alone, by id. */
function tokensOf({ control }: TwitterSandbox): UserAuthentication {
  return {
    of: async ({ id = '', credentials }) => {
      const token = control.oauth2.issueTokens(id).access_token;
      return { kind: 'user-token', token, credentials };
    },
  };
}

const byToken = (id: string): Account => ({
  id,
  state: 'active',
  apis: { messages: 'v2', events: 'v2' },
  credentials: { ...account.credentials, accessToken: '', accessTokenSecret: '' },
});

const variants: readonly {
  readonly name: string;
  readonly account: Account;
  readonly stranger: Account;
  readonly users: (sandbox: TwitterSandbox) => UserAuthentication;
}[] = [
  { name: 'v1.1', account, stranger: { ...account, credentials: unknown }, users: () => signing },
  {
    name: 'v2',
    account: { ...account, apis: { messages: 'v2', events: 'v1.1' } },
    stranger: { ...account, id: '9', credentials: unknown },
    users: () => signing,
  },
  {
    name: 'v2 with OAuth 2.0 alone',
    account: byToken(account.id),
    stranger: byToken(grace.id),
    users: tokensOf,
  },
];

for (const { name, users, ...people } of variants) {
  customerMediaConformance(`X over REST, ${name}`, async () => {
    const sandbox = await start();
    const { control } = sandbox;
    const media = mediaOf(sandbox, users(sandbox));
    const photo = (bytes: Uint8Array) => {
      const bytesBase64 = Buffer.from(bytes).toString('base64');
      return sent(sandbox, { kind: 'photo', bytesBase64 });
    };
    return {
      media,
      ...people,
      attached: async (bytes) => urlsIn(photo(bytes))[0] ?? '',
      told: async (bytes) => {
        if (bytes !== undefined) return photo(bytes).eventId;
        return control.write(ada.id, account.id, 'no file').event.id;
      },
      withdrawn: async () => {
        for (const { id } of control.media.list()) control.media.delete(id);
      },
      uploaded: async (mediaId) => {
        const found = control.media.list().find(({ id }) => id === mediaId);
        const { type, bytes } = control.media.file(mediaId);
        return { kind: kinds[found?.category ?? ''] ?? 'image', type, bytes };
      },
      refuseNext: async (code, retryAtMs) => {
        const reset = { 'x-rate-limit-reset': String((retryAtMs ?? 0) / 1_000) };
        const headers = { 'x-rate-limit-remaining': '0', ...(retryAtMs !== undefined && reset) };
        const refusal = refusals[apisOf(people.account).messages][code];
        const path = '^/(1.1/(ton|media|direct_messages)|2)/';
        control.addFault({ path, times: 1, when: 'before', ...refusal, headers });
      },
      breakNext: async () => {
        const fail = { code: 1, name: 'InvalidMedia', message: 'Unsupported video format' };
        control.change({ media: { fail } });
      },
      close: async () => {
        await media.close();
        await sandbox.close();
      },
    };
  });
}

describe('customers’ media over REST', () => {
  let sandbox: TwitterSandbox;
  let media: TwitterCustomerMedia;
  beforeEach(async () => {
    sandbox = await start();
    media = mediaOf(sandbox);
  });
  afterEach(async () => {
    await media.close();
    await sandbox.close();
  });

  test('are fetched in the forms that the message names', async () => {
    for (const kind of ['photo', 'gif', 'video']) {
      for (const url of urlsIn(sent(sandbox, { kind, fileBytes: 100_000 }))) {
        const { bytes, contentType } = await media.download(account, url);
        expect(contentType).toBe(kind === 'photo' ? 'image/jpeg' : 'video/mp4');
        expect((await text(bytes)).length).toBeGreaterThan(0);
      }
    }
  });

  test('that are public are asked for without the account’s signature, and with it if need be', async () => {
    const [url = ''] = urlsIn(sent(sandbox, { kind: 'video' }));
    await (await media.download(account, url)).close();
    expect(sandbox.control.requests()).toHaveLength(1);
    sandbox.control.change({ media: { videoNeedsSignature: true } });
    await (await media.download(account, url)).close();
    expect(sandbox.control.requests().map(({ status }) => status)).toEqual([200, 403, 200]);
  });

  test.each(['redirect', 'forbidden'] as const)(
    'are not sought on a login page: %s',
    async (how) => {
      sandbox.control.change({ media: { tonRefusal: how } });
      const [url = ''] = urlsIn(sent(sandbox, { kind: 'photo' }));
      const stranger = { ...account, credentials: unknown };
      await expect(media.download(stranger, url)).rejects.toMatchObject({ code: 'rejected' });
      expect(sandbox.control.requests()).toHaveLength(1);
    },
  );

  test('may be asked for in another size, which is signed as it is asked for', async () => {
    const [url = ''] = urlsIn(sent(sandbox, { kind: 'photo' }));
    const stream = await media.download(account, `${url}:large`);
    expect(stream.contentType).toBe('image/jpeg');
    await stream.close();
  });
});
