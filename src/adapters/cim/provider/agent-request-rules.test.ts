import { describe, expect, test } from '@jest/globals';
import { InvalidInput } from '../../../domain/errors.ts';
import { agentRequestIn } from './agent-request-in.ts';

const channelData = { serviceIdentifier: '902211', channelCustomerIdentifier: '1580011223' };
const message = (body: unknown, header: object = {}, ids: object = { id: 'cim-1' }) => ({
  ...ids,
  header: { channelData, ...header },
  body,
});
const plain = { type: 'PLAIN', markdownText: 'hi' };

const contentOf = (body: unknown, header?: object) => {
  const request = agentRequestIn(message(body, header));
  if (request.kind === 'message') return request.message.content;
  return request.kind === 'nothing' ? `nothing: ${request.type}` : request;
};
const text = (words: string) => ({ kind: 'text', text: words });

function faultsOf(json: unknown): unknown {
  try {
    return agentRequestIn(json);
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(InvalidInput);
    return (thrown as InvalidInput).faults;
  }
}

describe('a text survives exactly, but for white space around it', () => {
  test.each([
    ['👩🏽‍🚀 e\u0301 \u00e9 🏴󠁧󠁢󠁳󠁣󠁴󠁿', '👩🏽‍🚀 e\u0301 \u00e9 🏴󠁧󠁢󠁳󠁣󠁴󠁿'],
    ['one\n\n two\r\n\tthree', 'one\n\n two\r\n\tthree'],
    ['*bold* &amp; <b>', '*bold* &amp; <b>'],
    [' \n padded \t\n', 'padded'],
    [true, 'true'],
  ])('%j', (markdownText, expected) => {
    expect(contentOf({ type: 'PLAIN', markdownText })).toEqual(text(expected));
  });
});

describe('there is nothing to send for', () => {
  test.each([
    [{ type: 'PLAIN' }, {}, 'PLAIN'],
    [{ type: 'PLAIN', markdownText: ' \n' }, {}, 'PLAIN'],
    [
      { type: 'PLAIN', markdownText: '' },
      { intent: 'AGENT_OUTBOUND', timestamp: '' },
      'AGENT_OUTBOUND',
    ],
    [{ markdownText: null }, { intent: 'AGENT_OUTBOUND' }, 'AGENT_OUTBOUND'],
    [{ type: 'image' }, {}, 'image'],
    [{ type: 7 }, {}, '7'],
    [{}, {}, 'without type'],
    [{ type: 'x'.repeat(99) }, {}, 'x'.repeat(40)],
    [{ type: 'constructor' }, {}, 'constructor'],
    [{ type: 'NOTIFICATION', markdownText: 'typing' }, {}, 'NOTIFICATION'],
  ])('%j with header %j', (body, header, type) => {
    expect(contentOf(body, header)).toBe(`nothing: ${type}`);
  });
});

test('an agent may begin a conversation with words', () => {
  expect(contentOf(plain, { intent: 'AGENT_OUTBOUND' })).toEqual(text('hi'));
});

describe('signs of life', () => {
  const conversation = { accountId: '902211', customerId: '1580011223' };

  test('typing', () => {
    const body = { type: 'NOTIFICATION', notificationType: 'TYPING_STARTED' };
    expect(contentOf(body)).toEqual({ kind: 'typing', ...conversation });
  });

  test.each(['READ', 'Read'])('read, with whatever id: %s', (status) => {
    const read = { type: 'DELIVERYNOTIFICATION', status, messageId: ' c6a49260 ', reasonCode: 200 };
    expect(contentOf(read)).toEqual({ kind: 'read', ...conversation, messageId: 'c6a49260' });
  });

  test.each([
    { type: 'NOTIFICATION', notificationType: 'TYPING_STOPPED' },
    { type: 'NOTIFICATION' },
    { type: 'DELIVERYNOTIFICATION', status: 'DELIVERED', messageId: '1' },
    { type: 'DELIVERYNOTIFICATION', status: 'FAILED', messageId: '1' },
    { type: 'DELIVERYNOTIFICATION', status: 'READ', messageId: ' ' },
    { type: 'DELIVERYNOTIFICATION', status: 'READ' },
  ])('nothing else: %j', (body) => {
    expect(contentOf(body)).toBe(`nothing: ${body.type}`);
  });
});

describe('an edited message', () => {
  const update = { intent: 'UPDATE', originalMessageId: 'cim-0' };

  test('comes once more and says so', () => {
    expect(contentOf(plain, update)).toEqual(text('hi (edited)'));
  });

  test('without words is nothing', () => {
    expect(contentOf({ type: 'PLAIN', markdownText: ' ' }, update)).toBe('nothing: PLAIN');
  });

  test.each(['NONE', 'REPLY_TO', 'END_CHAT', null, 7])('is not one of intent %j', (intent) => {
    expect(contentOf(plain, { ...update, intent })).toEqual(text('hi'));
  });
});

describe('ids', () => {
  const idOf = (id: unknown) => {
    const request = agentRequestIn(message(plain, {}, { id }));
    return request.kind === 'message' ? request.message.id : undefined;
  };

  test.each([
    ['65b3a8c1e4b0000000000001', '65b3a8c1e4b0000000000001'],
    [' kept as it is ', ' kept as it is '],
    [5, '5'],
  ])('%j is %j', (given, id) => {
    expect(idOf(given)).toBe(id);
  });

  test.each([undefined, null, '', ' ', {}, []])('%j becomes a UUID, another each time', (given) => {
    expect(idOf(given)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4/);
    expect(idOf(given)).not.toBe(idOf(given));
  });

  test('numbers are text, and white space does not count', () => {
    const given = { serviceIdentifier: 902211, channelCustomerIdentifier: ' 1580011223\n' };
    expect(agentRequestIn(message(plain, { channelData: given }))).toMatchObject({
      message: { accountId: '902211', customerId: '1580011223' },
    });
  });

  test('that JSON has rounded are refused, since they may be somebody else’s', () => {
    const rounded = { serviceIdentifier: 2 ** 60, channelCustomerIdentifier: 2 ** 53 };
    const why = 'is a number that JSON cannot keep exactly; send it as text';
    expect(faultsOf(message(plain, { channelData: rounded }, { id: 2 ** 63 }))).toEqual([
      `id ${why}`,
      `header.channelData.serviceIdentifier ${why}`,
      `header.channelData.channelCustomerIdentifier ${why}`,
    ]);
  });
});

describe('refuses with every fault at once', () => {
  const blank = (name: string) => `header.channelData.${name} is missing or blank`;
  const both = [blank('serviceIdentifier'), blank('channelCustomerIdentifier')];

  test.each([null, undefined, 'x', 5, [], [plain]])('%j', (json) => {
    expect(faultsOf(json)).toEqual(['the message is not a JSON object']);
  });

  test.each([
    [{ header: { channelData: {} } }, ['body is missing or not an object', ...both]],
    [{ header: { channelData: { serviceIdentifier: ' ' } }, body: plain }, both],
    [{ header: { channelData: { serviceIdentifier: {} } }, body: plain }, both],
    [{ header: {}, body: plain }, ['header.channelData is missing or not an object']],
    [
      { header: 'x', body: 'y' },
      ['header is missing or not an object', 'body is missing or not an object'],
    ],
  ])('%j', (json, faults) => {
    expect(faultsOf(json)).toEqual(faults);
  });
});
