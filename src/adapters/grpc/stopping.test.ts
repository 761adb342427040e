import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { credentials, status } from '@grpc/grpc-js';
import { type CallContext, serverStream, unary } from './calls.ts';
import { HealthClient, type HealthCheckResponse } from './generated/grpc/health/v1/health.ts';
import { asked, serving, TestClient } from './test-server.ts';

const report = () => {};
let close = async () => {};
afterEach(() => close());

async function stage(...parts: Parameters<typeof serving>) {
  const scene = await serving(...parts);
  close = async () => scene.client.close();
  return scene;
}

const forever = async ({ signal }: CallContext): Promise<never> => {
  await once(signal, 'abort');
  throw signal.reason;
};

describe('a server that stops', () => {
  test('finishes what is under way and takes nothing new', async () => {
    const begun = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    const slow = unary(async (text: string) => {
      begun.resolve();
      await goOn.promise;
      return text;
    }, report);
    const { client, port, server } = await stage({ ask: slow }, { graceMs: 10_000 });
    const answer = asked(client, 'hello');
    await begun.promise;
    const stopped = server.stop();
    const other = new TestClient(`127.0.0.1:${port}`, credentials.createInsecure());
    expect(await asked(other, 'late')).toMatchObject({ code: status.UNAVAILABLE });
    other.close();
    goOn.resolve();
    expect(await answer).toBe('hello');
    await stopped;
  });

  test('ends what does not end by itself after a grace, as UNAVAILABLE', async () => {
    const begun = Promise.withResolvers<void>();
    const aborted = Promise.withResolvers<boolean>();
    const slow = unary(async (_text: string, context) => {
      begun.resolve();
      return forever(context).finally(() => aborted.resolve(context.signal.aborted));
    }, report);
    const { client, server } = await stage({ ask: slow }, { graceMs: 50 });
    const answer = asked(client, 'hello');
    await begun.promise;
    await server.stop();
    expect(await answer).toMatchObject({
      code: status.UNAVAILABLE,
      details: 'the server is shutting down',
    });
    expect(await aborted.promise).toBe(true);
  });

  test('does not wait for a client that never hangs up', async () => {
    const { port, server } = await stage({}, { graceMs: 60_000 });
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    await once(socket, 'connect');
    await server.stop();
    await once(socket.resume(), 'end');
    socket.destroy();
  });

  test('does not wait for those who watch', async () => {
    const watch = serverStream(async function* (_text: string, context) {
      yield 'first';
      await forever(context);
    }, report);
    const { client, server } = await stage({ watch }, { graceMs: 60_000 });
    const call = client['watch']?.('hello');
    await once(call, 'data');
    const error = once(call, 'error');
    await server.stop();
    expect((await error)[0]).toMatchObject({ code: status.UNAVAILABLE });
  });
});

describe('health', () => {
  const service = 'test.v1.TestService';

  async function watched() {
    const { port, server } = await stage({});
    const client = new HealthClient(`127.0.0.1:${port}`, credentials.createInsecure());
    close = async () => {
      client.close();
      await server.stop();
    };
    const check = (name: string) =>
      new Promise((resolve) => {
        client.check({ service: name }, (error, answer) => resolve(error ?? answer));
      });
    return { client, server, check };
  }

  test('is told of the server and of each service', async () => {
    const { client, check } = await watched();
    expect(await check('')).toEqual({ status: 1 });
    expect(await check(service)).toEqual({ status: 1 });
    expect(await check('unknown')).toMatchObject({ code: status.NOT_FOUND });
    const all = await new Promise((resolve) => {
      client.list({}, (error, answer) => resolve(error ?? answer));
    });
    expect(all).toEqual({ statuses: { '': { status: 1 }, [service]: { status: 1 } } });
  });

  test('is watched until the server has said that it stops', async () => {
    const { client, server } = await watched();
    const calls = ['', service].map((name) => client.watch({ service: name }));
    const seen = calls.map(async (call) => {
      const statuses: number[] = [];
      call.on('data', (answer: HealthCheckResponse) => statuses.push(answer.status));
      const [error] = await once(call, 'error');
      return [...statuses, error.code];
    });
    await Promise.all(calls.map((call) => once(call, 'data')));
    await server.stop();
    expect(await Promise.all(seen)).toEqual([
      [1, 2, status.UNAVAILABLE],
      [1, 2, status.UNAVAILABLE],
    ]);
  });

  test('of what is unknown is told to those who watch it', async () => {
    const { client } = await watched();
    const call = client.watch({ service: 'unknown' }).on('error', () => {});
    expect(await once(call, 'data')).toEqual([{ status: 3 }]);
    call.cancel();
  });
});
