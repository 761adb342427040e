import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type { Account } from '../../../domain/accounts/account.ts';
import type { AccountEvent } from '../../../domain/messaging/direct-message.ts';
import { InMemoryAccounts } from '../../in-memory/in-memory-accounts.ts';
import { signatureOf } from './signature.ts';
import { TwitterWebhook } from './twitter-webhook.ts';

const folder = new URL('../../../../test/fixtures/x/', import.meta.url);
const account: Account = {
  id: '1',
  state: 'active',
  credentials: {
    consumerKey: 'key',
    consumerSecret: 'secret',
    accessToken: 'token',
    accessTokenSecret: 'token secret',
  },
};

/**
 * What X says, or is asked, where the connector has no business: posts, welcome messages, profiles,
 * groups, blocks. Which kinds are counted when such a body is delivered all the same.
 */
const unused: Readonly<Record<string, readonly string[]>> = {
  'auth.oauth2_invalidate_token.response': [],
  'v11.custom_profiles.list.response': [],
  'v11.custom_profiles.new.request': [],
  'v11.custom_profiles.new.response': [],
  'v11.dm.events_new.custom_profile.request': [],
  'v11.dm.events_new.location_place.request': [],
  'v11.media.metadata_create.request': [],
  'v11.media.simple_upload.response': [],
  'v11.welcome_messages.list.response': [],
  'v11.welcome_messages.new.request': [],
  'v11.welcome_messages.new.response': [],
  'v11.welcome_messages.rules_list.response': [],
  'v11.welcome_messages.rules_new.request': [],
  'v11.welcome_messages.rules_new.response': [],
  'v11.welcome_messages.update.response': [],
  'v2.dm.delete.response': ['data'],
  'v2.dm.group_create.request': [],
  'v2.dm.group_create.response': ['data'],
  'v2.dm_block.response': ['data'],
  'v2.dm_unblock.response': ['data'],
  'v2.likes.create.request': [],
  'v2.likes.create.response': ['data'],
  'v2.posts.create.request': [],
  'v2.posts.create.response': ['data'],
  'v2.posts.create.response_captured': ['data'],
  'v2.posts.create_reply.request': [],
  'v2.posts.delete.response': ['data'],
  'v2.posts.hide.request': [],
  'v2.posts.hide.response': ['data'],
};

describe('what the connector has no use for', () => {
  test.each(Object.keys(unused))('is taken, and told of to nobody: %s', async (name) => {
    const accounts = new InMemoryAccounts();
    await accounts.save(account);
    const received: AccountEvent[] = [];
    const webhook = new TwitterWebhook(accounts, async (events) => void received.push(...events));
    const bytes = readFileSync(new URL(`${name}.json`, folder));
    const vouches = webhook.verify('1', bytes, signatureOf('secret', bytes));
    await webhook.receive('1', JSON.parse(bytes.toString()), vouches);
    expect(received).toEqual(unused[name]?.map((kind) => ({ kind: 'unknown', name: kind })));
  });
});
