import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { status } from '@grpc/grpc-js';
import {
  type Message,
  MessageKind,
  MessageState,
  SendMessageRequest,
} from '../src/adapters/grpc/generated/twitter_connector/v1/messaging.ts';
import { Failure } from '../src/domain/errors.ts';
import { ask, clientsOf, refused, settled } from './control-client.ts';
import { ControlRig } from './control-rig.ts';

const rig = new ControlRig();
let clients: ReturnType<typeof clientsOf>;

beforeAll(async () => {
  await rig.start();
  clients = clientsOf(rig.port);
});
afterAll(async () => {
  clients.close();
  await rig.close();
  expect(rig.reported).toEqual([]);
});

type Asked = Parameters<typeof SendMessageRequest.fromPartial>[0];
const request = (more: object): SendMessageRequest =>
  SendMessageRequest.fromPartial({ account: '1', customer: '2', ...more } as Asked);
const text = (value: string) => ({ content: { $case: 'text', value } });
const send = (more: object) =>
  ask<{ message: Message | undefined }>((settle) =>
    clients.messaging.sendMessage(request(more), settle),
  );
const outcome = (name: string) => settled(clients.messaging, name);

describe('SendMessage', () => {
  test('is answered when the message is on disk, and GetMessage tells what became of it', async () => {
    const { message } = await send({ ...text('hello'), requestId: 'r1' });
    expect(message).toMatchObject({
      name: 'messages/api/r1',
      kind: MessageKind.API_MESSAGE,
      state: MessageState.WAITING,
      account: '1',
      customer: '2',
      settleTime: undefined,
    });
    const record = await outcome('messages/api/r1');
    const [reached] = rig.x.reached;
    expect(reached).toMatchObject({ accountId: '1', customerId: '2', text: 'hello' });
    const delivered = { state: MessageState.DELIVERED, eventId: reached?.eventId, failure: '' };
    expect(record.message).toMatchObject(delivered);
    expect(record.message?.settleTime?.getTime()).toBeGreaterThanOrEqual(
      message?.acceptTime?.getTime() ?? Infinity,
    );
    expect(record.changes).toMatchObject([
      { message: 'messages/api/r1', kind: 1 },
      { message: 'messages/api/r1', kind: 2, eventId: reached?.eventId },
    ]);
    expect(rig.contactCenter.reports).toEqual([]);
  });

  test('with the same request id is answered the same, and nothing is sent again', async () => {
    const first = await send({ ...text('once'), requestId: 'r2' });
    await outcome('messages/api/r2');
    expect(await send({ ...text('once'), requestId: 'r2' })).toEqual(first);
    expect(await send({ ...text('other'), customer: '9', requestId: 'r2' })).toEqual(first);
    expect(rig.x.reached.filter(({ text: sent }) => sent === 'once')).toHaveLength(1);
  });

  test('without one makes one, and says so in the name', async () => {
    const { message } = await send(text('again'));
    expect(message?.name).toMatch(/^messages\/api\/[\da-f-]{36}$/);
    expect((await outcome(message?.name ?? '')).message?.state).toBe(MessageState.DELIVERED);
  });

  test('sends quick replies, and files by their names', async () => {
    const file = await rig.files.put({
      name: 'cat.gif',
      contentType: 'image/gif',
      bytes: (async function* () {
        yield Buffer.from('GIF89a and so on');
      })(),
      conversationId: '2',
    });
    const quickReplies = [{ label: 'Yes' }, { label: 'No', metadata: 'answer:no' }];
    await send({
      content: { $case: 'choice', value: { text: 'Well?', quickReplies } },
      requestId: 'r3',
    });
    const media = { file: `files/${file.name}`, caption: 'look' };
    await send({ content: { $case: 'media', value: media }, requestId: 'r4' });
    await outcome('messages/api/r4');
    expect(rig.x.reached.slice(-2)).toMatchObject([
      { text: 'Well?', options: [{ payload: 'Yes' }, { payload: 'answer:no' }] },
      { text: 'look', attachment: { kind: 'media' } },
    ]);
  });

  test('that X refuses is a dead letter with the reason, and the contact centre is not told', async () => {
    rig.x.troubles.failNext(new Failure('recipient-closed', 'X answered 403 code 349'));
    await send({ ...text('hello'), requestId: 'r5' });
    expect((await outcome('messages/api/r5')).message).toMatchObject({
      state: MessageState.DEAD,
      failure: 'recipient-closed',
      failureDetail: 'X answered 403 code 349',
    });
    expect(rig.contactCenter.reports).toEqual([]);
  });

  test('is refused with every fault, or for an account that nobody knows', async () => {
    await expect(send({ account: 'x', customer: '' })).rejects.toEqual(
      refused('INVALID_ARGUMENT', /^account .*; customer .*; content is missing/),
    );
    await expect(send({ ...text('hi'), account: '404' })).rejects.toEqual(
      refused('NOT_FOUND', 'no account 404'),
    );
    rig.directory.fail(new Failure('unavailable', 'CCM answered 503'));
    await expect(send({ ...text('hi'), account: '404' })).rejects.toEqual(
      refused('UNAVAILABLE', 'CCM answered 503'),
    );
    rig.directory.recover();
  });
});

describe('IndicateTyping and MarkRead', () => {
  const typing = (account: string, customer = '2', options = {}) =>
    ask((settle) =>
      clients.messaging.indicateTyping({ account, customer }, options as never, settle as never),
    );
  const read = (eventId: string, account = '1') =>
    ask((settle) => clients.messaging.markRead({ account, customer: '2', eventId }, settle));

  test('are shown to the customer', async () => {
    await typing('1');
    expect(rig.x.typing).toEqual([{ accountId: '1', customerId: '2' }]);
    await read('77');
    await read('77');
    expect((await outcome('messages/seen/1/77')).message).toMatchObject({
      kind: MessageKind.READ_RECEIPT,
      state: MessageState.DELIVERED,
      account: '1',
      customer: '2',
    });
    expect(rig.x.reads).toEqual([{ accountId: '1', customerId: '2', upToEventId: '77' }]);
  });

  test('are refused for what is no id, and for accounts that nobody knows', async () => {
    await expect(typing('')).rejects.toEqual(refused('INVALID_ARGUMENT', /^account /));
    await expect(typing('404')).rejects.toEqual(refused('NOT_FOUND', 'no account 404'));
    await expect(read('')).rejects.toEqual(refused('INVALID_ARGUMENT', /^event_id /));
    await expect(read('1', '404')).rejects.toEqual(refused('NOT_FOUND', 'no account 404'));
  });

  test('end at the deadline of the caller, however long X takes', async () => {
    const { indicateTyping } = rig.x;
    rig.x.indicateTyping = () => new Promise(() => {});
    const late = typing('1', '3', { deadline: Date.now() + 100 });
    await expect(late).rejects.toMatchObject({ code: status.DEADLINE_EXCEEDED });
    rig.x.indicateTyping = indicateTyping;
  });
});
