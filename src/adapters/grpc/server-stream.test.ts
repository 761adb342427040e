import { once } from 'node:events';
import { afterEach, describe, expect, test } from '@jest/globals';
import { type ServiceError, status, type UntypedServiceImplementation } from '@grpc/grpc-js';
import { Failure } from '../../domain/errors.ts';
import { bidiStream, serverStream } from './calls.ts';
import { chunk, meanwhile, serving } from './test-server.ts';

let close = async () => {};
afterEach(() => close());

const reported: unknown[] = [];
const report = (unforeseen: unknown) => void reported.push(unforeseen);
afterEach(() => void reported.splice(0));

async function stage(implementation: UntypedServiceImplementation) {
  const scene = await serving(implementation);
  close = scene.close;
  return scene.client;
}

describe('a server stream', () => {
  test('sends everything in order and ends', async () => {
    const hear = serverStream(async function* (text: string) {
      for (const letter of text) yield letter;
    }, report);
    const client = await stage({ hear });
    expect(await client['hear']?.('abcde').toArray()).toEqual([...'abcde']);
  });

  test('makes no more than a slow reader has room for', async () => {
    let made = 0;
    const hear = serverStream(async function* () {
      for (; made < 2_000; made++) yield chunk;
    }, report);
    const client = await stage({ hear });
    const call = client['hear']?.('?');
    await once(call, 'readable');
    await meanwhile(client);
    expect(made).toBeLessThan(100);
    let read = 0;
    for await (const _ of call) read++;
    expect([made, read]).toEqual([2_000, 2_000]);
  });

  test('that fails tells what it had before, and then why', async () => {
    const hear = serverStream(async function* () {
      yield 'first';
      throw new Failure('unavailable', 'X answered 503');
    }, report);
    const client = await stage({ hear });
    const call = client['hear']?.('?');
    const [first] = await once(call, 'data');
    const [error] = (await once(call, 'error')) as [ServiceError];
    expect(first).toBe('first');
    expect(error).toMatchObject({ code: status.UNAVAILABLE, details: 'X answered 503' });
  });

  test('that cannot begin leaks nothing', async () => {
    const hear = serverStream((): AsyncIterable<string> => {
      throw new TypeError('s3cret');
    }, report);
    const client = await stage({ hear });
    const [error] = await once(client['hear']?.('?').resume(), 'error');
    expect(error).toMatchObject({ code: status.INTERNAL, details: 'internal error' });
    expect(reported).toEqual([expect.any(TypeError)]);
  });
});

describe('a server stream whose client goes away', () => {
  test('ends while it waits for something', async () => {
    const ended = Promise.withResolvers<string>();
    const hear = serverStream(async function* (_text: string, { signal }) {
      try {
        yield 'first';
        await once(signal, 'abort');
        signal.throwIfAborted();
      } finally {
        ended.resolve('ended');
      }
    }, report);
    const client = await stage({ hear });
    const call = client['hear']?.('?').on('error', () => {});
    await once(call, 'data');
    call.cancel();
    expect(await ended.promise).toBe('ended');
    expect(reported).toEqual([]);
  });

  test('ends while the client has no room', async () => {
    const ended = Promise.withResolvers<string>();
    const hear = serverStream(async function* () {
      try {
        for (;;) yield chunk;
      } finally {
        ended.resolve('ended');
      }
    }, report);
    const client = await stage({ hear });
    const call = client['hear']?.('?').on('error', () => {});
    await once(call, 'readable');
    await meanwhile(client);
    call.cancel();
    expect(await ended.promise).toBe('ended');
  });

  test('has its iterator closed even if that never looks at the signal', async () => {
    const asks = Promise.withResolvers<void>();
    const returned = Promise.withResolvers<string>();
    const iterator: AsyncIterator<string> = {
      next: () => {
        asks.resolve();
        return new Promise(() => {});
      },
      return: async () => {
        returned.resolve('returned');
        throw new TypeError('a fault of ours');
      },
    };
    const hear = serverStream(() => ({ [Symbol.asyncIterator]: () => iterator }), report);
    const client = await stage({ hear });
    const call = client['hear']?.('?').on('error', () => {});
    await asks.promise;
    call.cancel();
    expect(await returned.promise).toBe('returned');
    await meanwhile(client);
    expect(reported).toEqual([expect.any(TypeError)]);
  });
});

test('a stream in both directions answers each request in its turn', async () => {
  const talk = bidiStream(async function* (texts: AsyncIterable<string>) {
    for await (const text of texts) yield `${text}!`;
  }, report);
  const call = (await stage({ talk }))['talk']?.();
  for (const text of ['one', 'two', 'three']) {
    call.write(text);
    expect(await once(call, 'data')).toEqual([`${text}!`]);
  }
  call.end();
  await once(call, 'end');
});

test('a stream in both directions may end before its requests do', async () => {
  const talk = bidiStream(async function* (texts: AsyncIterable<string>) {
    for await (const text of texts) {
      yield `${text}!`;
      if (text === 'enough') throw new Failure('rejected', 'enough');
      if (text === 'bye') return;
    }
  }, report);
  const client = await stage({ talk });
  for (const [last, code] of [
    ['enough', status.FAILED_PRECONDITION],
    ['bye', status.OK],
  ] as const) {
    const call = client['talk']?.().on('error', () => {});
    const ending = new Promise((resolve) => void call.once('status', resolve));
    const answers: string[] = [];
    call.on('data', (answer: string) => answers.push(answer));
    for (const text of ['one', last, 'more', 'and more']) call.write(text);
    expect(await ending).toMatchObject({ code });
    expect(answers).toEqual(['one!', `${last}!`]);
  }
});
