import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type CimSandbox, startCimSandbox } from '../cim-sandbox.ts';
import { call, directMessage } from '../test-client.ts';

let sandbox: CimSandbox;

beforeEach(async () => {
  sandbox = await startCimSandbox();
});

afterEach(() => sandbox.close());

const deliver = (message: unknown) => call('POST', `${sandbox.ccmUrl}/message/receive`, message);
const shown = async (path: string) => (await call('GET', `${sandbox.ccmUrl}${path}`)).body;

const fixture = new URL('../../../test/fixtures/cim/inbound.jsonl', import.meta.url);
const inbound = readFileSync(fixture, 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as { case: string; message: unknown });

test.each(inbound.map((each) => [each.case, each.message] as const))(
  'takes and keeps a message unchanged: %s',
  async (_, message) => {
    expect(await deliver(message)).toEqual({ status: 200, body: {} });
    const [arrival] = await shown('/sandbox/messages');
    expect(arrival.message).toEqual(message);
    expect(arrival.unknownFields).toBeUndefined();
  },
);

test('shows messages in arrival order, each with its essentials', async () => {
  await deliver(directMessage('a', '1', 'one'));
  await deliver(directMessage('b', '2', 'two'));
  expect(await shown('/sandbox/messages')).toMatchObject([
    { serviceIdentifier: '902211', customer: '1', id: 'a', type: 'PLAIN', text: 'one' },
    { customer: '2', id: 'b', text: 'two', providerMessageId: 'dm-b', at: expect.any(Number) },
  ]);
  expect(await shown('/sandbox/ids')).toEqual([
    ['1', 'a', 'dm-a', 'one'],
    ['2', 'b', 'dm-b', 'two'],
  ]);
});

test('keeps a repeated id and says that it came before', async () => {
  for (const id of ['a', 'b', 'a']) await deliver(directMessage(id));
  const repeats = (await shown('/sandbox/messages')).map((each: any) => each.repeated ?? false);
  expect(repeats).toEqual([false, false, true]);
  const counts = { received: 3, distinctIds: 2, repeats: 1, refused: 0, byType: { PLAIN: 3 } };
  expect(await shown('/sandbox/summary')).toMatchObject(counts);
});

test('lists by customer, by type and by time of arrival', async () => {
  await deliver(directMessage('a', '1'));
  await deliver(directMessage('b', '2'));
  await deliver({ ...directMessage('c', '2'), body: { type: 'NOTIFICATION' } });
  const ids = async (query: string) =>
    (await shown(`/sandbox/messages?${query}`)).map((each: any) => each.id);
  expect(await ids('customer=2')).toEqual(['b', 'c']);
  expect(await ids('customer=2&type=PLAIN')).toEqual(['b']);
  expect(await ids(`since=${Date.now() + 60_000}`)).toEqual([]);
  expect(await ids('since=0')).toEqual(['a', 'b', 'c']);
});

describe('refuses with 400 and keeps nothing', () => {
  test.each([
    ['a value outside an enum', { body: { type: 'DELIVERYNOTIFICATION', status: 'SENT' } }],
    ['a violated constraint', { header: { sender: { id: ' ', type: 'CONNECTOR' } } }],
    ['a carousel', { body: { type: 'CAROUSEL' } }],
    ['a list', []],
  ])('%s', async (_, message) => {
    const { status, body } = await deliver(message);
    expect(status).toBe(400);
    expect(body).toEqual({
      timestamp: expect.any(String),
      status: 400,
      error: 'Bad Request',
      message: expect.stringMatching(/^(JSON parse error|Validation failed): ./),
    });
    expect(await shown('/sandbox/summary')).toMatchObject({ received: 0, refused: 1 });
  });

  test('what is not JSON', async () => {
    const headers = { 'content-type': 'application/json' };
    const url = `${sandbox.ccmUrl}/message/receive`;
    const response = await fetch(url, { method: 'POST', headers, body: '{"id":' });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ message: expect.stringContaining('JsonEOF') });
  });
});

test('refuses another content type with 415', async () => {
  const url = `${sandbox.ccmUrl}/message/receive`;
  const response = await fetch(url, { method: 'POST', body: '{}' });
  expect(response.status).toBe(415);
});

test('accepts fields outside the object model, but names them', async () => {
  const message = directMessage('a');
  const status = { ...message, header: { ...message.header, status: 'x' }, tenant: 't' };
  expect((await deliver(status)).status).toBe(200);
  const [arrival] = await shown('/sandbox/messages');
  expect(arrival.unknownFields).toEqual(['header.status', 'tenant']);
});

test('accepts a message for a channel nobody made, but says so', async () => {
  const { ccmUrl } = sandbox;
  expect((await deliver(directMessage('a'))).status).toBe(200);
  await call('POST', `${ccmUrl}/sandbox/channels`, { serviceIdentifier: '902211' });
  await deliver(directMessage('b'));
  const unknown = (await shown('/sandbox/messages')).map((each: any) => each.unknownChannel);
  expect(unknown).toEqual([true, undefined]);
});

test('makes up an id where there is none, and keeps a null', async () => {
  const { id: _, ...without } = directMessage('a');
  await deliver(without);
  await deliver({ ...without, id: null });
  const ids = (await shown('/sandbox/ids')).map((each: any) => each[1]);
  expect(ids).toEqual([expect.stringMatching(/^[0-9a-f]{24}$/), null]);
});

test('keeps no bodies when told so', async () => {
  await call('POST', `${sandbox.ccmUrl}/sandbox/settings`, { keepBodies: false });
  await deliver(directMessage('a'));
  const [arrival] = await shown('/sandbox/messages');
  expect(arrival).not.toHaveProperty('message');
  expect(arrival).toMatchObject({ id: 'a', text: 'Hello' });
});

test('streams arrivals as they come', async () => {
  const response = await fetch(`${sandbox.ccmUrl}/sandbox/stream`);
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  await reader.read();
  await deliver(directMessage('a'));
  const { value = '' } = await reader.read();
  expect(value).toMatch(/^event: arrival\ndata: .*\n\n$/);
  const data = JSON.parse(value.split('data: ')[1] ?? '');
  expect(data).toMatchObject({ id: 'a', message: { body: { markdownText: 'Hello' } } });
});
