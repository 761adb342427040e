import { Failure } from '../../../../domain/errors.ts';
import { isObject } from '../../wire.ts';
import type { ReadPage } from './message-pages.ts';
import type { TwitterClient } from '../client/twitter-client.ts';

/** A page of 50 long messages in a script of many bytes. */
const pageBytesMax = 8 * 1_048_576;

/** Pages of `direct_messages/events/list` (X API v1.1), which names no people. */
export const messagesInV1 =
  (client: TwitterClient): ReadPage =>
  async ({ credentials }, cursor) => {
    const { status, body } = await client.request({
      method: 'GET',
      path: '/1.1/direct_messages/events/list.json',
      query: { count: '50', ...(cursor !== undefined && { cursor }) },
      auth: { kind: 'user', credentials },
      answerBytesMax: pageBytesMax,
    });
    const events = isObject(body) ? body['events'] : undefined;
    const next = isObject(body) ? body['next_cursor'] : undefined;
    if (!Array.isArray(events))
      throw new Failure('unavailable', `X answered ${status} without events`);
    return { events, ...(typeof next === 'string' && next !== '' && { next }) };
  };
