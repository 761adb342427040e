import { once } from 'node:events';
import { connect } from 'node:http2';
import { afterEach, describe, expect, test } from '@jest/globals';
import { status, type UntypedServiceImplementation } from '@grpc/grpc-js';
import { Failure } from '../../domain/errors.ts';
import { type CallContext, unary } from './calls.ts';
import { asked, detailsOf, type Ending, serving, testService } from './test-server.ts';

type Handle = (request: string, context: CallContext) => Promise<string>;

let close = async () => {};
afterEach(() => close());

async function answering(handle: Handle) {
  const reported: unknown[] = [];
  const first = Promise.withResolvers<unknown>();
  const report = (unforeseen: unknown) => {
    reported.push(unforeseen);
    first.resolve(unforeseen);
  };
  const ask: UntypedServiceImplementation = { ask: unary(handle, report) };
  const scene = await serving(ask);
  close = scene.close;
  return { ...scene, reported, reportedOne: first.promise, serverReported: scene.reported };
}

/** A handler that waits until its call is given up. */
function waiting() {
  const begun = Promise.withResolvers<void>();
  const aborted = Promise.withResolvers<unknown>();
  const handle: Handle = async (_request, { signal }) => {
    begun.resolve();
    await once(signal, 'abort');
    aborted.resolve(signal.reason);
    signal.throwIfAborted();
    return 'never';
  };
  return { handle, begun: begun.promise, aborted: aborted.promise };
}

describe('a unary call', () => {
  test('answers', async () => {
    const { client } = await answering(async (text) => `${text}!`);
    expect(await asked(client, 'héllo ✈️')).toBe('héllo ✈️!');
  });

  test('ends with the status of a failure and its details', async () => {
    const { client, reported } = await answering(async () => {
      throw new Failure('not-found', 'no such account: ünknown');
    });
    const ending = (await asked(client, '?')) as Ending;
    expect(ending).toMatchObject({ code: status.NOT_FOUND, details: 'no such account: ünknown' });
    expect(detailsOf(ending).details).toHaveLength(1);
    expect(reported).toEqual([]);
  });

  test.each([
    ['rejects', () => Promise.reject(new Error('s3cret'))],
    [
      'throws before it promises',
      () => {
        throw Object.assign(new Error('s3cret'), { code: 2, details: 's3cret' });
      },
    ],
  ])('leaks nothing when its handler %s', async (_name, handle: () => Promise<string>) => {
    const { client, reported } = await answering(handle);
    const ending = (await asked(client, '?')) as Ending;
    expect(ending).toMatchObject({ code: status.INTERNAL, details: 'internal error' });
    expect(JSON.stringify(ending.metadata.getMap())).not.toContain('s3cret');
    expect(reported).toEqual([expect.objectContaining({ message: 's3cret' })]);
  });

  test('is INTERNAL when its answer cannot be written, and the truth is reported', async () => {
    const { client, serverReported } = await answering(async () => 7 as unknown as string);
    expect(await asked(client, '?')).toMatchObject({ code: status.INTERNAL });
    expect(serverReported).toEqual([expect.any(TypeError)]);
  });

  test('leaves the signal alone once it has answered', async () => {
    const signals: AbortSignal[] = [];
    const { client } = await answering(async (_text, { signal }) => {
      signals.push(signal);
      return 'done';
    });
    await asked(client, '1');
    await asked(client, '2');
    expect(signals.map(({ aborted }) => aborted)).toEqual([false, false]);
  });
});

describe('a unary call that is given up', () => {
  test('by its client aborts the signal', async () => {
    const { handle, begun, aborted } = waiting();
    const { client, reported } = await answering(handle);
    const ended = new Promise((resolve) => {
      const call = client['ask']?.('?', resolve);
      void begun.then(() => call.cancel());
    });
    expect(await aborted).toMatchObject({ name: 'AbortError' });
    expect(await ended).toMatchObject({ code: status.CANCELLED });
    expect(reported).toEqual([]);
  });

  test('by its deadline aborts the signal', async () => {
    const { handle, aborted } = waiting();
    const { client, reported } = await answering(handle);
    const ended = asked(client, '?', { options: { deadline: Date.now() + 100 } });
    expect(await aborted).toMatchObject({ name: 'AbortError' });
    expect(await ended).toMatchObject({ code: status.DEADLINE_EXCEEDED });
    expect(reported).toEqual([]);
  });

  test('by a lost connection aborts the signal', async () => {
    const { handle, begun, aborted } = waiting();
    const { port } = await answering(handle);
    const session = connect(`http://127.0.0.1:${port}`);
    const headers = { 'content-type': 'application/grpc', te: 'trailers' };
    session
      .request({ ':method': 'POST', ':path': testService.ask.path, ...headers })
      .on('error', () => {})
      .end(Buffer.from([0, 0, 0, 0, 1, 65]));
    await begun;
    session.destroy();
    expect(await aborted).toMatchObject({ name: 'AbortError' });
  });

  test('has its fault reported all the same when it is another than giving up', async () => {
    const { client, reportedOne } = await answering(async (_text, { signal }) => {
      await once(signal, 'abort');
      throw new TypeError('a fault of ours');
    });
    await asked(client, '?', { options: { deadline: Date.now() + 50 } });
    expect(await reportedOne).toBeInstanceOf(TypeError);
  });
});

describe('messages of more than 4 MiB', () => {
  const large = 'x'.repeat(4 * 1024 * 1024 + 1);

  test('are refused before the handler sees them', async () => {
    const seen: number[] = [];
    const { client } = await answering(async ({ length }) => {
      seen.push(length);
      return 'ok';
    });
    expect(await asked(client, large)).toMatchObject({ code: status.RESOURCE_EXHAUSTED });
    expect(await asked(client, large.slice(1))).toBe('ok');
    expect(seen).toEqual([large.length - 1]);
  });

  test('are not answered', async () => {
    const { client } = await answering(async () => large);
    expect(await asked(client, '?')).toMatchObject({ code: status.RESOURCE_EXHAUSTED });
  });
});
