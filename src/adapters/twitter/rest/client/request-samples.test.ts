import { describe, expect, test } from '@jest/globals';
import type { Account } from '../../../../domain/accounts/account.ts';
import { cannedX, sample } from './canned-x.model.ts';
import type { TwitterClient } from './twitter-client.ts';
import { TwitterV1DirectMessages } from '../messages/twitter-v1-direct-messages.ts';
import { TwitterV2DirectMessages } from '../messages/twitter-v2-direct-messages.ts';
import { signing } from '../accounts/user-authentication.ts';

const credentials = {
  consumerKey: 'key',
  consumerSecret: 'secret',
  accessToken: 'token',
  accessTokenSecret: 'token secret',
};
const account: Account = { id: '1', credentials, state: 'active' };
const customerId = '3805104374';
const attachment = { kind: 'media', mediaId: '1583157113245011970' } as const;

type Act = (client: TwitterClient) => Promise<unknown>;
const inV1 = (client: TwitterClient) => new TwitterV1DirectMessages(client);
const inV2 = (client: TwitterClient) => new TwitterV2DirectMessages(client, signing);
const send2 = 'POST /2/dm_conversations/with/3805104374/messages';

/** What X has documented to be asked, and what we ask by it. */
const documented: Readonly<Record<string, readonly [call: string, act: Act]>> = {
  'v11.dm.indicate_typing.request_form': [
    'POST /1.1/direct_messages/indicate_typing.json',
    (client) => inV1(client).indicateTyping(account, customerId),
  ],
  'v11.dm.mark_read.request_form': [
    'POST /1.1/direct_messages/mark_read.json',
    (client) => inV1(client).markRead(account, customerId, '8754578330382663743'),
  ],
  'v2.dm.send.text.request': [
    send2,
    (client) => inV2(client).send({ account, customerId, text: 'Hello!' }),
  ],
  'v2.dm.send.media.request': [
    send2,
    (client) =>
      inV2(client).send({ account, customerId, text: 'Check out this image!', attachment }),
  ],
};

describe('what is asked of X', () => {
  test.each(Object.keys(documented))('is as X documents it: %s', async (name) => {
    const [call = '', act] = documented[name] ?? [];
    const x = await cannedX({ [call]: [[200, sample('v2.dm.send.response')]] });
    try {
      await act?.(x.client);
      const [asked] = x.asked;
      const body =
        typeof asked?.body === 'string'
          ? Object.fromEntries(new URLSearchParams(asked.body))
          : asked?.body;
      expect([asked?.call, asked?.scheme, body]).toEqual([call, 'OAuth', sample(name)]);
    } finally {
      await x.close();
    }
  });

  test('is no text where a file has none, which X would refuse', async () => {
    const x = await cannedX({ [send2]: [[201, sample('v2.dm.send.response')]] });
    try {
      await inV2(x.client).send({ account, customerId, text: '', attachment });
      expect(x.asked[0]?.body).toEqual({ attachments: [{ media_id: attachment.mediaId }] });
    } finally {
      await x.close();
    }
  });
});
