import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { bind } from '../../../../sandbox/cim/binding/bind.ts';
import { cimIdOf } from '../../../domain/messaging/cim-id.ts';
import type {
  CustomerContent,
  CustomerMessage,
} from '../../../domain/messaging/customer-message.ts';
import type { DeliveryReport } from '../../../domain/messaging/delivery-report.ts';
import { type CimMessage, messageOf, reportOf, typingOf } from './cim-message.ts';

const message: CustomerMessage = {
  eventId: '1798000000000000001',
  part: 0,
  accountId: '902211',
  customer: { id: '1580011223', name: 'Ada Lovelace' },
  content: { kind: 'text', text: 'Hello' },
  sentAtMs: 1_718_000_000_123,
};

const report: DeliveryReport = {
  messageId: '65b3acaec94e6061e70a0f83',
  accountId: '902211',
  customerId: '1580011223',
  status: 'DELIVERED',
  reasonCode: '200',
  told: '',
  eventId: '1798000000000000002',
  atMs: 1_718_000_000_123,
};

const { eventId: _, ...unsent } = report;

const bound = { accepted: true, violations: [], unknownFields: [] };

/** The messages that the object model is known to read. */
const inbound = readFileSync(
  new URL('../../../../test/fixtures/cim/inbound.jsonl', import.meta.url),
  'utf8',
)
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as { case: string; message: CimMessage });

function known(name: string): CimMessage {
  const found = inbound.find((each) => each.case === name);
  if (found === undefined) throw new Error(`there is no line ${name}`);
  return found.message;
}

test('a text is the smallest message that the object model is known to read', () => {
  const made = messageOf(message);
  const { sender } = known('text DM').header;
  expect({ ...made, header: { ...made.header, sender } }).toEqual({
    ...known('text DM'),
    id: cimIdOf('902211', '1798000000000000001', 0),
  });
  expect(made.header.sender).toEqual({ ...sender, id: expect.stringMatching(/^[0-9a-f-]{36}$/) });
  expect(bind(made)).toMatchObject(bound);
});

test.each([
  [{ name: 'Ada Lovelace' }, 'Ada', 'Lovelace'],
  [{ name: '  Ada   King of  Lovelace ' }, 'Ada', 'King of Lovelace'],
  [{ name: '😀' }, '😀', ''],
  [{ name: ' ', screenName: 'ada' }, 'ada', ''],
  [{ screenName: 'ada' }, 'ada', ''],
  [{}, '1580011223', ''],
])('the customer %j is called %j %j', (person, customerFirstName, customerLastName) => {
  const made = messageOf({ ...message, customer: { id: '1580011223', ...person } });
  expect(made.header.channelData).toMatchObject({ customerFirstName, customerLastName });
  expect(bind(made)).toMatchObject(bound);
});

test('the screen name goes along where it is known', () => {
  const made = messageOf({ ...message, customer: { ...message.customer, screenName: 'ada' } });
  expect(made.header.channelData.additionalAttributes).toEqual([
    { key: 'MESSAGE_TYPE', type: 'String100', value: 'DM' },
    { key: 'screen_name', type: 'String100', value: 'ada' },
  ]);
  expect(bind(made)).toMatchObject(bound);
});

test.each([
  [{ postId: '13' }, { initiated_via_tweet_id: '13' }],
  [{ welcomeMessageId: '84' }, { initiated_via_welcome_message_id: '84' }],
  [
    { postId: '13', welcomeMessageId: '84' },
    { initiated_via_tweet_id: '13', initiated_via_welcome_message_id: '84' },
  ],
])('what led to the message goes along where X tells it: %j', (initiatedVia, told) => {
  const made = messageOf({ ...message, initiatedVia });
  expect(made.header.channelData.additionalAttributes).toEqual([
    { key: 'MESSAGE_TYPE', type: 'String100', value: 'DM' },
    ...Object.entries(told).map(([key, value]) => ({ key, type: 'String100', value })),
  ]);
  expect(bind(made)).toMatchObject(bound);
});

const url = 'https://cx.example.com/file-engine/api/downloadFileStream?filename=1798_photo.jpg';
const file = { name: '1798_photo.jpg', url, contentType: 'image/jpeg', sizeBytes: 60184 };

test.each<[string, CustomerContent]>([
  ['photo DM', { kind: 'image', file }],
  ['video DM', { kind: 'video', file: { ...file, contentType: 'video/mp4' } }],
])('a file is the body of the line %j', (name, content) => {
  const made = messageOf({ ...message, part: 3, content });
  const { attachment, ...body } = known(name).body as { attachment?: object };
  expect(made.body).toEqual({
    ...body,
    markdownText: '',
    caption: file.name,
    attachment: { ...attachment, mediaLabel: file.name },
  });
  expect(made.id).toBe(cimIdOf('902211', message.eventId, 3));
  expect(made.header).toEqual(messageOf(message).header);
  expect(bind(made)).toMatchObject(bound);
});

test('a location is a body that the object model reads', () => {
  const made = messageOf({
    ...message,
    content: { kind: 'location', latitude: 46.5, longitude: -6.25 },
  });
  expect(made.body).toEqual({
    type: 'LOCATION',
    markdownText: '',
    location: { latitude: 46.5, longitude: -6.25 },
    additionalDetails: {},
  });
  expect(bind(made)).toMatchObject(bound);
});

test.each([
  ['yes', { payload: 'yes' }],
  ['', { payload: '' }],
  [undefined, {}],
])('a text that answers %j tells so beside it', (choice, entities) => {
  const text = { kind: 'text', text: 'Yes, please' } as const;
  const content = choice === undefined ? text : { ...text, choice };
  const made = messageOf({ ...message, content });
  expect(made.header.entities).toEqual(entities);
  expect(made.body).toEqual({ type: 'PLAIN', markdownText: 'Yes, please' });
  expect(bind(made)).toMatchObject(bound);
});

test('typing is the body that the object model is known to read, about no message', () => {
  const made = typingOf('902211', '1580011223', 1_718_000_000_123);
  const expected = known('typing');
  expect(made.body).toEqual(expected.body);
  expect(made.header).toEqual(reportOf(unsent, 'CONNECTOR').header);
  expect(made.id).not.toBe(typingOf('902211', '1580011223', 1).id);
  expect(bind(made)).toMatchObject(bound);
});

describe('a report', () => {
  test.each([
    ['delivered', {}],
    ['read', { status: 'READ' }],
    ['failed', { status: 'FAILED', reasonCode: '500', told: 'rate limit' }],
  ] as const)('is the line %j that the object model is known to read', (name, changes) => {
    const made = reportOf({ ...report, ...changes }, 'CONNECTOR');
    const expected = known(name);
    expect(made.body).toEqual(expected.body);
    expect(made.header).toMatchObject({
      timestamp: 1_718_000_000_123,
      providerMessageId: '1798000000000000002',
      channelData: { channelCustomerIdentifier: '1580011223', serviceIdentifier: '902211' },
    });
    expect(Object.keys(expected.header)).toEqual(expect.arrayContaining(Object.keys(made.header)));
    expect(bind(made)).toMatchObject(bound);
  });

  test('of a failure says why, and names no event where nothing was sent', () => {
    const failed = { ...unsent, status: 'FAILED', reasonCode: '500', told: 'Too old.' } as const;
    const made = reportOf(failed, 'SYSTEM');
    expect(made.body).toMatchObject({ reasonCode: '500', markdownText: 'Too old.' });
    expect(made.header).not.toHaveProperty('providerMessageId');
    expect(made.header.sender.type).toBe('SYSTEM');
    expect(bind(made)).toMatchObject(bound);
  });

  test('has a UUID of its own that it has again when it is made again', () => {
    const id = (changes: Partial<DeliveryReport>) =>
      reportOf({ ...report, ...changes }, 'CONNECTOR').id;
    expect(id({})).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(id({ atMs: 1, told: 'later' })).toBe(id({}));
    const others = [id({}), id({ status: 'FAILED' }), id({ messageId: 'another' })];
    expect(new Set(others).size).toBe(3);
  });
});
