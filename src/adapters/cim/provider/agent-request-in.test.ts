import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type { InvalidInput } from '../../../domain/errors.ts';
import { agentRequestIn } from './agent-request-in.ts';

interface Line {
  readonly case: string;
  readonly message: unknown;
}

const linesOf = (name: string): unknown[] =>
  readFileSync(new URL(`../../../../test/fixtures/cim/${name}`, import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

const text = (words: string) => ({ kind: 'text', text: words });
const unsupported = (type: string) => ({ kind: 'unsupported', type });
const nothing = (type: string) => ({ nothing: type });
const media = (caption: string) => ({ kind: 'media', url, caption });
const answers = (words: string, ...options: object[]) => ({ kind: 'choice', text: words, options });
const yes = { label: 'Yes', payload: 'yes' };
const refused = (...faults: string[]) => ({ faults });

const url = 'http://fe:8080/api/downloadFileStream?filename=1_a.png';
const header = 'header is missing or not an object';
const body = 'body is missing or not an object';
const channelData = 'header.channelData is missing or not an object';

/** The content, the reason why there is none, or the faults. */
function readingOf(json: unknown): unknown {
  try {
    const request = agentRequestIn(json);
    if (request.kind === 'nothing') return nothing(request.type);
    if (request.kind === 'message') return request.message.content;
    const { accountId: _, customerId: __, ...sign } = request;
    return sign;
  } catch (thrown) {
    return refused(...(thrown as InvalidInput).faults);
  }
}

const receipt = `m, order o
t, s: 2.5 CHF
a: 1 CHF
Subtotal: 1 CHF
Shipping: 1 CHF
Tax: 1 CHF
Total: 3 CHF
Paid with visa
For r, s, p c, s, CH`;

describe('every body of the object model', () => {
  const expected: readonly (readonly [string, unknown])[] = [
    ['PLAIN', text('hi')],
    ['IMAGE', media('m')],
    ['VIDEO', media('m')],
    ['AUDIO', media('m')],
    ['FILE', media('m')],
    ['MULTIMEDIA', media('m')],
    ['STICKER', { kind: 'media', url: 'http://x/s.webp', caption: '' }],
    ['LOCATION', { kind: 'location', latitude: 46.5, longitude: 6.25, text: '' }],
    ['CONTACT', text('Bob: +41')],
    ['URL', text('x\nhttps://e.ch')],
    ['BUTTON', answers('Pick', yes)],
    ['CAROUSEL', text('x\n\nt\n– Yes')],
    ['StructuredMessage', text('x')],
    ['COMMENT', media('nice')],
    ['TEMPLATE', unsupported('TEMPLATE')],
    ['WRAPUP', nothing('WRAPUP')],
    ['ACTION', nothing('ACTION')],
    ['RECEIPT', text(receipt)],
    ['CUSTOM', unsupported('CUSTOM')],
    ['EMAIL', text('s')],
    ['VOICE', nothing('VOICE')],
    ['DELIVERYNOTIFICATION', nothing('DELIVERYNOTIFICATION')],
    ['DELETEDNOTIFICATION', nothing('DELETEDNOTIFICATION')],
    ['NOTIFICATION', { kind: 'typing' }],
  ];
  const bodies = linesOf('bodies.jsonl') as { readonly body: { readonly type: string } }[];

  test('has an expectation', () => {
    expect(expected.map(([type]) => type)).toEqual(bodies.map((each) => each.body.type));
  });

  test.each(expected.map(([type, reading], index) => [type, reading, bodies[index]] as const))(
    '%s',
    (_, reading, message) => {
      expect(readingOf(message)).toEqual(reading);
      const ids = { id: '65b3a8c1e4b0000000000001', accountId: '902211', customerId: '1580011223' };
      const request = agentRequestIn(message);
      if (request.kind === 'message') expect(request.message).toMatchObject(ids);
    },
  );
});

describe('every odd form', () => {
  const expected: Readonly<Record<string, unknown>> = {
    'unknown body type': text('q'),
    'body without type': text('q'),
    'body type null': text('q'),
    'body null': refused(body),
    'no body, no header': refused(header, body),
    'IMAGE with unknown body field': media('x'),
    'PLAIN with unknown body field': text('x'),
    'channelData absent': refused(channelData),
    'buttonMessageType Quick_Replies': answers('', yes),
    'button type missing': answers('', { label: 'a', payload: 'b' }),
    'buttonMessageType absent': answers('', yes),
    'status lower-case': { kind: 'read', messageId: '1' },
    'status empty string': nothing('DELIVERYNOTIFICATION'),
    'reasonCode number': nothing('DELIVERYNOTIFICATION'),
    'notificationType unknown': nothing('NOTIFICATION'),
    'notificationType ordinal': nothing('NOTIFICATION'),
    'notificationData null': { kind: 'typing' },
    'IMAGE without attachment': unsupported('IMAGE'),
    'attachment size string': media('x'),
    'attachment size text': media('x'),
    'attachment size null': media('x'),
    'attachment unknown field': media('x'),
    'additionalDetails string': media('x'),
    'additionalDetails null': media('x'),
    'PLAIN with additionalDetails': text('x'),
    'URL with mediaURL (docs spelling)': text('x\nhttps://e'),
    'LOCATION without coordinates': unsupported('LOCATION'),
    'LOCATION flat': { kind: 'location', latitude: 1, longitude: 2, text: '' },
    'CAROUSEL without elements': unsupported('CAROUSEL'),
    'COMMENT without postId and itemType': text('x'),
    'TEMPLATE without policy': unsupported('TEMPLATE'),
    'markdownText number': text('5'),
    'markdownText object': refused('body.markdownText is not text'),
    'emoji and control characters': text('😀\u2028\u0000'),
    'COMMENT attachment without mediaUrl': unsupported('COMMENT'),
    'array instead of object': refused('the message is not a JSON object'),
    'not JSON': refused(header, body),
  };
  /** What only the header does oddly is a plain “hi” all the same. */
  const hi =
    `no id, numeric id, id UUID, timestamp digits as string, timestamp null, timestamp absent,
    timestamp ISO +0000, timestamp ISO +00:00, timestamp ISO microseconds, timestamp SQL style,
    timestamp fractional seconds number, language as string, securityInfo with a property,
    stamps as string, entities list, customer with extra properties, sender id blank,
    sender type unknown, channelCustomerIdentifier as number, requestPriority string,
    requestPriority null, additionalAttributes empty type string,
    additionalAttributes type String (not in enum)`.split(/,\s+/);
  const cases = linesOf('binding-cases.jsonl') as Line[];

  test('has an expectation', () => {
    const names = cases.map((each) => each.case);
    expect(new Set([...Object.keys(expected), ...hi])).toEqual(new Set(names));
  });

  test.each(cases.map((each) => [each.case, each.message] as const))('%s', (name, message) => {
    expect(readingOf(message)).toEqual(expected[name] ?? text('hi'));
  });
});
