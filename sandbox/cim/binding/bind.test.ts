import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { bind, bindText } from './bind.ts';

interface BindingCase {
  case: string;
  message: unknown;
  accepted: boolean;
  violations: string[];
  boundBody?: string | null;
  error?: string;
}

function lines<T>(name: string): T[] {
  const file = new URL(`../../../test/fixtures/cim/${name}`, import.meta.url);
  const text = readFileSync(file, 'utf8').trim();
  return text.split('\n').map((line) => JSON.parse(line) as T);
}

const cases = lines<BindingCase>('binding-cases.jsonl');
const inbound = lines<{ case: string; message: unknown }>('inbound.jsonl');
const bodies = lines<{ body: { type: string } }>('bodies.jsonl');

function bound(message: unknown) {
  const raw = (message as { raw?: string }).raw;
  return raw === undefined ? bind(message) : bindText(raw).binding;
}

test('the recorded cases are there', () => {
  expect([cases.length, inbound.length, bodies.length]).toEqual([60, 11, 24]);
});

test.each(cases.map((each) => [each.case, each] as const))('binds as recorded: %s', (_, each) => {
  const binding = bound(each.message);
  expect({
    accepted: binding.accepted,
    violations: binding.violations,
    boundBody: binding.boundBody ?? null,
    error: binding.error,
  }).toEqual({
    accepted: each.accepted,
    violations: each.violations,
    boundBody: each.boundBody ?? null,
    error: each.error,
  });
});

test.each(inbound.map((each) => [each.case, each.message] as const))(
  'accepts a connector message without remark: %s',
  (_, message) => {
    expect(bind(message)).toMatchObject({ accepted: true, violations: [], unknownFields: [] });
  },
);

test.each(bodies.map((each) => [each.body.type, each] as const))(
  'knows every field of a %s body, and refuses only what cannot be read',
  (type, message) => {
    const readable = type !== 'CAROUSEL' && type !== 'MULTIMEDIA';
    expect(bind(message)).toMatchObject({
      accepted: readable,
      violations: [],
      unknownFields: [],
      ...(!readable && { error: 'InvalidDefinitionException' }),
    });
  },
);

describe('a field outside the object model', () => {
  test.each([
    ['tenant', { id: '1', tenant: 'x' }],
    ['header.channelSession', { header: { channelSession: {} } }],
    ['header.sender.role', { header: { sender: { id: '1', type: 'AGENT', role: 'x' } } }],
    ['header.language.code', { header: { language: { code: 'en' } } }],
    ['body.additionalDetails', { body: { type: 'PLAIN', additionalDetails: {} } }],
    ['body.attachment.url', { body: { type: 'FILE', attachment: { mediaUrl: 'u', url: 'u' } } }],
    ['__proto__', JSON.parse('{"__proto__":{}}')],
  ])('is named: %s', (path, message) => {
    expect(bind(message)).toMatchObject({ accepted: true, unknownFields: [path] });
  });

  test('is no remark where the model keeps anything', () => {
    const header = { customer: { _id: '1', twitter: ['2'] } };
    const message = { header, body: { type: 'POLL', options: [1] } };
    expect(bind(message).unknownFields).toEqual([]);
  });
});

test.each(['{"id":1}x', '{"id":}', 'nonsense'])('calls %s a parse error', (json) => {
  expect(bindText(json).binding.error).toBe('JsonParseException');
});

test.each([
  ['timestamp RFC 1123', { timestamp: 'Fri, 26 Jan 2024 12:59:26 GMT' }],
  ['timestamp empty', { timestamp: '' }],
  ['timestamp without zone', { timestamp: '2024-01-26T12:59:26.231' }],
  ['unknown intent', { intent: 'SOMETHING' }],
])('is lenient about %s', (_, header) => {
  expect(bind({ header })).toMatchObject({ accepted: true, violations: [] });
});
