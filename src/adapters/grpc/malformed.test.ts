import { once } from 'node:events';
import { afterEach, expect, test } from '@jest/globals';
import { type ServiceError, status } from '@grpc/grpc-js';
import { bidiStream, clientStream, serverStream, unary } from './calls.ts';
import { asked, serving } from './test-server.ts';

const malformed = Buffer.from([0xff]);
const refused = { code: status.INVALID_ARGUMENT, details: 'the request is not in form' };
const reported: unknown[] = [];
const report = (unforeseen: unknown) => void reported.push(unforeseen);

let close = async () => {};
afterEach(async () => {
  await close();
  expect(reported).toEqual([]);
});

async function echoing() {
  const scene = await serving({
    ask: unary(async (text: string) => text, report),
    hear: serverStream(async function* (text: string) {
      yield text;
    }, report),
    tell: clientStream(async (texts: AsyncIterable<string>) => {
      const all = await Array.fromAsync(texts);
      return all.join('');
    }, report),
    talk: bidiStream(async function* (texts: AsyncIterable<string>) {
      for await (const text of texts) yield text;
    }, report),
  });
  close = scene.close;
  return scene.client;
}

test('a request that is not in form is refused, alone', async () => {
  const client = await echoing();
  expect(await asked(client, malformed as unknown as string)).toMatchObject(refused);
  expect((await once(client['hear']?.(malformed).resume(), 'error'))[0]).toMatchObject(refused);
});

test('a request that is not in form is refused among others', async () => {
  const client = await echoing();
  const answer = new Promise((resolve) => {
    const call = client['tell']?.((error: ServiceError | null) => resolve(error));
    for (const text of ['one', malformed, 'three', malformed]) call.write(text);
    call.end();
  });
  expect(await answer).toMatchObject(refused);
});

test('answers that are under way arrive before the refusal', async () => {
  const client = await echoing();
  for (let n = 0; n < 200; n++) {
    const call = client['talk']?.();
    const answers: string[] = [];
    call.on('data', (text: string) => answers.push(text));
    const error = once(call, 'error');
    for (const text of ['one', 'two', malformed, 'three', malformed]) call.write(text);
    call.end();
    expect((await error)[0]).toMatchObject(refused);
    expect(answers).toEqual(['one', 'two']);
  }
});
