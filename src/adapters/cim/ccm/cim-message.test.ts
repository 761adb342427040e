import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { bind } from '../../../../sandbox/cim/binding/bind.ts';
import { cimIdOf } from '../../../domain/messaging/cim-id.ts';
import type { DeliveryReport } from '../../../domain/messaging/delivery-report.ts';
import type { DirectMessage } from '../../../domain/messaging/direct-message.ts';
import { type CimMessage, messageOf, reportOf } from './cim-message.ts';

const message: DirectMessage = {
  eventId: '1798000000000000001',
  accountId: '902211',
  customer: { id: '1580011223', name: 'Ada Lovelace' },
  text: 'Hello',
  attachments: [],
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
  ['look', ['photo'], 'look\n[photo: not available here, please see it on X]'],
  ['', ['gif'], '[GIF: not available here, please see it on X]'],
  [
    'a\nb ',
    ['video', 'location'],
    'a\nb \n[video: not available here, please see it on X]\n[location: not available here, please see it on X]',
  ],
  ['', [], '[message without text: not available here, please see it on X]'],
] as const)('nothing is lost silently: %j with %j', (text, kinds, markdownText) => {
  const attachments = kinds.map((kind) => ({ kind }));
  const made = messageOf({ ...message, text, attachments });
  expect(made.body).toEqual({ type: 'PLAIN', markdownText });
});

describe('a report', () => {
  test('of a delivery is what the object model is known to read', () => {
    const made = reportOf(report, 'CONNECTOR');
    const expected = known('delivered');
    expect(made.body).toEqual({ ...expected.body, markdownText: null });
    expect(made.header).toMatchObject({
      timestamp: 1_718_000_000_123,
      providerMessageId: '1798000000000000002',
      channelData: { channelCustomerIdentifier: '1580011223', serviceIdentifier: '902211' },
    });
    expect(Object.keys(expected.header)).toEqual(expect.arrayContaining(Object.keys(made.header)));
    expect(bind(made)).toMatchObject(bound);
  });

  test('of a failure says why, and names no event where nothing was sent', () => {
    const { eventId: _, ...unsent } = report;
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
