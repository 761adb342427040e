import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, describe, expect, test } from '@jest/globals';
import { type ServiceError, status, type UntypedServiceImplementation } from '@grpc/grpc-js';
import { Failure } from '../../domain/errors.ts';
import { clientStream } from './calls.ts';
import { chunk, meanwhile, serving, type TestClient } from './test-server.ts';

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

describe('a client stream', () => {
  const telling = (client: InstanceType<typeof TestClient>) => {
    const { promise, resolve } = Promise.withResolvers<unknown>();
    const call = client['tell']?.((error: ServiceError | null, answer: string) =>
      resolve(error ?? answer),
    );
    return { call, answer: promise };
  };

  test('is read to its end and answered', async () => {
    const tell = clientStream(async (texts: AsyncIterable<string>) => {
      const all = await Array.fromAsync(texts);
      return all.join('');
    }, report);
    const { call, answer } = telling(await stage({ tell }));
    for (let n = 0; n < 50; n++) call.write(`${n},`);
    call.end();
    expect(await answer).toBe(Array.from({ length: 50 }, (_, n) => `${n},`).join(''));
  });

  test('without a request is answered too', async () => {
    const tell = clientStream(
      async (texts: AsyncIterable<string>) => `${(await Array.fromAsync(texts)).length}`,
      report,
    );
    const { call, answer } = telling(await stage({ tell }));
    call.end();
    expect(await answer).toBe('0');
  });

  test('waits for a slow handler with one request in hand', async () => {
    const taken = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    const tell = clientStream(async (texts: AsyncIterable<string>) => {
      let bytes = 0;
      for await (const text of texts) {
        bytes += text.length;
        taken.resolve();
        await goOn.promise;
      }
      return `${bytes}`;
    }, report);
    const client = await stage({ tell });
    const { call, answer } = telling(client);
    let sent = 0;
    for (let n = 0; n < 100; n++) call.write('x'.repeat(1024 * 1024), () => sent++);
    call.end();
    await taken.promise;
    await meanwhile(client);
    expect(sent).toBeLessThan(4);
    goOn.resolve();
    expect(await answer).toBe(String(100 * 1024 * 1024));
  }, 30_000);

  test('may be answered before its end', async () => {
    const tell = clientStream(async (texts: AsyncIterable<string>) => {
      for await (const text of texts) if (text.length > 1) throw new Failure('too-large', 'enough');
      return 'all';
    }, report);
    const { call, answer } = telling(await stage({ tell }));
    call.on('error', () => {});
    for (let n = 0; n < 50; n++) call.write(n < 3 ? 'x' : chunk);
    expect(await answer).toMatchObject({ code: status.OUT_OF_RANGE, details: 'enough' });
  });

  test('that is cut off never looks like one that has ended', async () => {
    const outcomes: string[] = [];
    const tell = clientStream(async (texts: AsyncIterable<string>) => {
      try {
        outcomes.push(`ended after ${(await Array.fromAsync(texts)).length}`);
      } catch (thrown) {
        outcomes.push((thrown as Error).name);
      }
      return 'done';
    }, report);
    const client = await stage({ tell });
    for (let n = 0; n < 200; n++) {
      const { call, answer } = telling(client);
      for (let m = 0; m < n % 7; m++) call.write(n % 2 === 0 ? 'x' : chunk);
      for (let m = 0; m <= n % 5; m++) await turn();
      call.cancel();
      await answer;
    }
    await meanwhile(client);
    expect(new Set(outcomes)).toEqual(new Set(['AbortError']));
  });

  test('ends for its handler when the client goes away', async () => {
    const begun = Promise.withResolvers<void>();
    const thrown = Promise.withResolvers<unknown>();
    const tell = clientStream(async (texts: AsyncIterable<string>) => {
      try {
        for await (const _ of texts) begun.resolve();
      } catch (reason) {
        thrown.resolve(reason);
        throw reason;
      }
      return 'all';
    }, report);
    const { call, answer } = telling(await stage({ tell }));
    call.write('x');
    await begun.promise;
    call.cancel();
    expect(await thrown.promise).toMatchObject({ name: 'AbortError' });
    expect(await answer).toMatchObject({ code: status.CANCELLED });
    expect(reported).toEqual([]);
  });
});
