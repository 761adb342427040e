import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { fileOf } from '../sandbox/stage/files.ts';
import { type Stage, setStage } from '../sandbox/stage/stage.ts';
import { DEFAULT_BUSINESS, DEFAULT_CUSTOMERS } from '../sandbox/twitter/defaults.ts';
import {
  RedriveDeadLettersRequest,
  type RedriveDeadLettersResponse,
} from '../src/adapters/grpc/generated/twitter_connector/v1/delivery.ts';
import type { UploadFileResponse } from '../src/adapters/grpc/generated/twitter_connector/v1/media.ts';
import {
  MessageState,
  SendMessageRequest,
  type SendMessageResponse,
} from '../src/adapters/grpc/generated/twitter_connector/v1/messaging.ts';
import { ask, clientsOf, settled, watching } from './control-client.ts';
import { clearFaults, faultOnX, sentOnX, shown } from './world.ts';

const [ada, grace] = DEFAULT_CUSTOMERS;

let stage: Stage;
let clients: ReturnType<typeof clientsOf>;

beforeAll(async () => {
  stage = await setStage();
  await stage.register();
  clients = clientsOf(Number(stage.connector.control.split(':')[1]));
});
afterAll(async () => {
  clients.close();
  await stage.close();
});

const send = (more: object, customer: string = ada.id) => {
  const asked = { account: DEFAULT_BUSINESS.id, customer, ...more };
  const request = SendMessageRequest.fromPartial(asked);
  return ask<SendMessageResponse>((settle) => clients.messaging.sendMessage(request, settle));
};
const text = (value: string) => ({ content: { $case: 'text', value } });

test('a file goes into the File Engine and with a message to the customer on X', async () => {
  const bytes = fileOf('gif', 300_000);
  const { file } = await ask<UploadFileResponse>((settle) => {
    const stream = clients.media.uploadFile(settle);
    const sizeBytes = BigInt(bytes.length);
    const value = { fileName: 'cat.gif', contentType: 'image/gif', sizeBytes, conversation: '' };
    stream.write({ step: { $case: 'header', value } });
    stream.write({ step: { $case: 'chunk', value: bytes } });
    stream.end();
  });
  const value = { file: file?.name, caption: 'A secret cat' };
  const { message } = await send({ content: { $case: 'media', value } });
  const record = await settled(clients.messaging, message?.name ?? '');
  expect(record.message?.state).toBe(MessageState.DELIVERED);
  const [sent] = await sentOnX(stage, 1);
  expect(sent).toMatchObject({ id: record.message?.eventId, to: ada.id });
  expect(sent?.text).toMatch(/^A secret cat/);
  expect(await shown(stage, 'DELIVERYNOTIFICATION', 0)).toEqual([]);
  expect(stage.connector.output).not.toContain('secret cat');
});

test('what X refused is delivered once, after it was redriven', async () => {
  await faultOnX(stage, { path: '/1.1/direct_messages/events/new', code: 349, when: 'before' });
  await send({ ...text('late'), requestId: 'late' }, grace.id);
  const dead = await settled(clients.messaging, 'messages/api/late');
  expect(dead.message).toMatchObject({ state: MessageState.DEAD, failure: 'recipient-closed' });
  await clearFaults(stage);

  const value = { names: ['deadLetters/api/late'] };
  const names = { $case: 'deadLetters', value } as const;
  const request = RedriveDeadLettersRequest.fromPartial({ selection: names });
  const { redriven } = await ask<RedriveDeadLettersResponse>((settle) =>
    clients.delivery.redriveDeadLetters(request, settle),
  );
  expect(redriven).toEqual(['deadLetters/api/late']);
  const delivered = await settled(clients.messaging, 'messages/api/late');
  expect(delivered.message?.state).toBe(MessageState.DELIVERED);
  const late = (await sentOnX(stage, 2)).filter((sent) => sent.text === 'late');
  expect(late).toHaveLength(1);
});

test('a watch that goes on from its cursor loses and repeats nothing, though the process is killed', async () => {
  const seen: string[] = [];
  let cursor = '';
  let accepted = 2;
  for (const round of [1, 2, 3]) {
    const watch = watching(clients.messaging, { fromStart: true, cursor });
    const sends = Array.from({ length: 8 }, (_, n) =>
      send({ ...text(`${round} ${n}`), requestId: `${round}-${n}` }, n % 2 ? ada.id : grace.id),
    );
    const { taken, ...reached } = await watch.changes(6);
    seen.push(...taken);
    cursor = reached.cursor;
    await Promise.all(sends);
    accepted += 8;
    await stage.connector.kill();
    await expect(watch.drained()).rejects.toMatchObject({ code: 14 });
    await stage.connector.start();
  }
  for (const n of [0, 1, 2, 3, 4, 5, 6, 7]) {
    await settled(clients.messaging, `messages/api/3-${n}`);
  }
  const whole = watching(clients.messaging, { fromStart: true });
  const count = 2 * accepted + 2;
  const { taken: all } = await whole.changes(count);
  whole.cancel();
  const last = watching(clients.messaging, { cursor });
  seen.push(...(await last.changes(count - seen.length)).taken);
  last.cancel();
  expect(seen).toEqual(all);
  expect(new Set(seen).size).toBe(count);
}, 60_000);
