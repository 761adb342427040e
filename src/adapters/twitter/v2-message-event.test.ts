import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { messageEventIn } from './message-event.ts';
import { messageCreateOf } from './v2-message-event.ts';

const key = '5_1583157113245011970';
const event = (changes: object = {}) => ({
  id: '1583157130000000001',
  event_type: 'MessageCreate',
  text: 'hello',
  sender_id: '2',
  dm_conversation_id: '1-2',
  created_at: '2022-10-20T18:04:08.086Z',
  ...changes,
});
const read = (changes: object, includes?: object) =>
  messageEventIn(messageCreateOf(event(changes), includes, '1'));
const withFile = (changes: object, includes?: object) =>
  read({ attachments: { media_keys: [key] }, ...changes }, includes);
const mediaOf = (changes: object, includes?: object) =>
  (withFile(changes, includes)?.data['attachment'] as { media: object } | undefined)?.media;

describe('a message of API v2', () => {
  test('says what one of v1.1 says', () => {
    expect(read({})).toEqual({
      id: '1583157130000000001',
      senderId: '2',
      recipientId: '1',
      text: 'hello',
      createdAtMs: 1666289048086,
      data: { text: 'hello', entities: { urls: undefined } },
    });
  });

  test.each([
    ['1-2', '2', '1'],
    ['1-2', '1', '2'],
    ['1-3', '3', '1'],
    ['2-3', '2', '3'],
    [undefined, '2', '1'],
    [undefined, '1', undefined],
    ['1-2', '9', undefined],
    ['1-2-3', '2', undefined],
    ['', '2', undefined],
    [null, '2', undefined],
    ['2-2', '2', '2'],
  ])('of the conversation %j from %s goes to %s', (dm_conversation_id, sender_id, recipientId) => {
    expect(read({ dm_conversation_id, sender_id })?.recipientId).toBe(recipientId);
  });

  test('of a group is for nobody in particular', () => {
    const inGroup = event({ dm_conversation_id: '1578398451921985538' });
    expect(messageCreateOf(inGroup, undefined, '1')).toEqual({ type: 'group_message' });
  });

  test.each([
    'AT&T',
    'a < b',
    'Tom & Jerry <3 &amp; more',
    '&copy; 2026',
    'plain',
    '',
    '"quoted" & \'so\'',
  ])('whose text was not escaped keeps it as it is: %s', (text) => {
    expect(read({ text })?.text).toBe(text);
  });

  test('whose text was escaped is read as it was typed', () => {
    expect(read({ text: 'Tom &amp; Jerry &lt;3' })?.text).toBe('Tom & Jerry <3');
  });

  test.each([
    ['beside the text', (urls: unknown) => ({ urls })],
    ['among the entities', (urls: unknown) => ({ entities: { urls } })],
  ])('has its links spelt out, with entities %s', (_where, placed) => {
    const urls = [{ start: 4, end: 20, url: 'https://t.co/ab', expanded_url: 'https://a.example' }];
    expect(read({ text: 'see https://t.co/ab', ...placed(urls) })?.text).toBe(
      'see https://a.example',
    );
  });

  test('is the only event of API v2 that is read so', () => {
    for (const other of [null, 7, 'text', [], {}, { event_type: 'ParticipantsJoin' }]) {
      expect(messageCreateOf(other, undefined, '1')).toBe(other);
    }
  });

  test('of whatever JSON is read or not, and never throws', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), fc.jsonValue(), (attachments, urls, media) => {
        read({ attachments, urls, entities: urls }, { media });
        withFile(
          { urls, text: attachments },
          { media: [media, { media_key: key, variants: urls }] },
        );
      }),
    );
  });
});

describe('a file of a message of API v2', () => {
  test('is a photo where the objects beside the event say so', () => {
    const media = [
      { media_key: '3_1', type: 'photo', url: 'https://ton.twitter.com/other.jpg' },
      { media_key: key, type: 'photo', url: 'https://ton.twitter.com/this.jpg' },
    ];
    expect(mediaOf({}, { media })).toMatchObject({
      type: 'photo',
      media_url_https: 'https://ton.twitter.com/this.jpg',
    });
  });

  test('is a film in all its forms', () => {
    const variants = [{ bit_rate: 832000, content_type: 'video/mp4', url: 'https://a.example/1' }];
    const media = [{ media_key: key, type: 'video', preview_image_url: 'p.jpg', variants }];
    expect(mediaOf({}, { media })).toMatchObject({
      type: 'video',
      video_info: { variants: [{ ...variants[0], bitrate: 832000 }] },
    });
  });

  test.each([
    ['3_1', 'photo'],
    ['5_1', 'photo'],
    ['7_1', 'video'],
    ['13_1', 'video'],
    ['16_1', 'animated_gif'],
    ['99_1', ''],
    ['constructor_1', ''],
  ])('of which only the key %s is told is known by it', (media_key, type) => {
    expect(mediaOf({ attachments: { media_keys: [media_key] } })).toMatchObject({
      media_key,
      type,
    });
  });

  test.each([
    ['at the end', { text: 'look https://t.co/abc' }],
    ['alone', { text: ' https://t.co/abc' }],
    [
      'where the entities say',
      {
        text: 'look https://t.co/abc https://t.co/b',
        urls: [
          { url: 'https://t.co/abc', expanded_url: 'https://x.com/messages/media/1' },
          { url: 'https://t.co/b', expanded_url: 'https://b.example' },
        ],
      },
    ],
    [
      'where the entities name the file',
      {
        text: 'https://t.co/abc then',
        entities: { urls: [{ url: 'https://t.co/abc', media_key: key }] },
      },
    ],
  ])('leaves no link to itself in the text: %s', (_where, changes) => {
    expect(withFile(changes)?.text).not.toContain('https://t.co/abc');
  });

  test('takes no other word than a link of X from the text', () => {
    for (const text of ['look at https://a.example', 'see t.co', 'hello', '']) {
      expect(withFile({ text })?.text).toBe(text);
    }
  });

  test('is found in a message of the form of v1.1 as well, unless that tells it itself', () => {
    const media = [{ media_key: key, type: 'photo', url: 'https://ton.twitter.com/this.jpg' }];
    const create = (message_data: object) => ({
      type: 'message_create',
      id: '1',
      message_create: { sender_id: '2', target: { recipient_id: '1' }, message_data },
    });
    const attachments = { media_keys: [key] };
    const read11 = (data: object) =>
      messageEventIn(messageCreateOf(create(data), { media }, '1'))?.data['attachment'];
    expect(read11({ text: 'a', attachments })).toMatchObject({ media: { type: 'photo' } });
    const attachment = { type: 'location' };
    expect(read11({ text: 'a', attachments, attachment })).toBe(attachment);
    expect(read11({ text: 'a' })).toBeUndefined();
  });
});
