import { Failure } from '../../../../domain/errors.ts';
import { isObject, textOf } from '../../wire.ts';
import type { ReadPage } from './message-pages.ts';
import type { TwitterClient } from '../client/twitter-client.ts';
import type { UserAuthentication } from '../accounts/user-authentication.ts';

/** A page of 100 long messages in a script of many bytes. */
const pageBytesMax = 16 * 1_048_576;

/** What a message says of itself (X API v2, direct messages), in the names that X has had longest. */
const said = {
  'dm_event.fields':
    'id,event_type,text,created_at,dm_conversation_id,sender_id,attachments,entities',
};

/** The objects that a message refers to, its sender and its file. */
export const withObjects = {
  ...said,
  expansions: 'attachments.media_keys,sender_id,participant_ids',
  'user.fields': 'id,name,username',
  'media.fields': 'media_key,type,url,variants',
};

/**
 * Pages of `dm_events` (X API v2), with the objects that messages refer to unless they are `bare`.
 * An account without messages is answered without `data`.
 */
export const messagesInV2 =
  (client: TwitterClient, users: UserAuthentication, bare?: 'bare'): ReadPage =>
  async (account, token) => {
    const { status, body } = await client.request({
      method: 'GET',
      path: '/2/dm_events',
      query: {
        max_results: '100',
        event_types: 'MessageCreate',
        ...(bare === undefined ? withObjects : said),
        ...(token !== undefined && { pagination_token: token }),
      },
      auth: await users.of(account),
      answerBytesMax: pageBytesMax,
    });
    const { data, includes, meta } = isObject(body) ? body : {};
    const isEmpty = data === undefined && isObject(meta) && !hasErrors(body);
    if (!Array.isArray(data) && !isEmpty)
      throw new Failure('unavailable', `X answered ${status} without events`);
    const next = isObject(meta) ? textOf(meta['next_token']) : '';
    return {
      events: Array.isArray(data) ? data : [],
      users: isObject(includes) ? includes['users'] : undefined,
      includes,
      ...(next !== '' && { next }),
    };
  };

const hasErrors = (body: unknown): boolean => isObject(body) && Array.isArray(body['errors']);
