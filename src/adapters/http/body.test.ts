import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { InvalidInput } from '../../domain/errors.ts';
import { bodyBytesMax, bodyOf, jsonIn } from './body.ts';

describe('the body of a request', () => {
  let server: Server;
  let port: number;
  let outcome: Promise<Buffer>;

  beforeEach(async () => {
    outcome = new Promise((resolve, reject) => {
      server = createServer((incoming, response) => {
        const body = bodyOf(incoming);
        body.then(resolve, reject);
        body.catch(() => {}).finally(() => response.end());
      });
    });
    outcome.catch(() => {});
    await once(server.listen(0, '127.0.0.1'), 'listening');
    port = (server.address() as AddressInfo).port;
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const post = (body: Buffer | ReadableStream | null, more: object = {}) =>
    fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body, ...more });

  /** In chunks, without a length. */
  const streamed = (chunks: number, bytes: number): ReadableStream<Uint8Array> =>
    new ReadableStream({
      pull(controller) {
        if (chunks-- > 0) controller.enqueue(new Uint8Array(bytes).fill(0x61));
        else controller.close();
      },
    });

  test('arrives byte by byte as it was sent', async () => {
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
    await post(bytes);
    expect(await outcome).toEqual(bytes);
  });

  test('in several pieces is put together', async () => {
    await post(streamed(20, 50_000), { duplex: 'half' });
    expect((await outcome).length).toBe(1_000_000);
  });

  test('that is empty is empty', async () => {
    await post(null);
    expect(await outcome).toEqual(Buffer.alloc(0));
  });

  test.each([
    ['with its length', () => post(Buffer.alloc(bodyBytesMax, 0x61))],
    ['without one', () => post(streamed(16, bodyBytesMax / 16), { duplex: 'half' })],
  ])('of exactly the limit is taken, %s', async (_name, send) => {
    await send();
    expect((await outcome).length).toBe(bodyBytesMax);
  });

  test('of one byte more is refused by its length, before it has arrived', async () => {
    const sending = request({
      port,
      method: 'POST',
      headers: { 'content-length': bodyBytesMax + 1 },
    });
    sending.on('error', () => {}).flushHeaders();
    await expect(outcome).rejects.toMatchObject({ problem: { status: 413 } });
    sending.destroy();
  });

  test('of one byte more is refused by counting, when no length is said', async () => {
    const sent = post(streamed(17, Math.ceil((bodyBytesMax + 1) / 17)), { duplex: 'half' });
    await expect(outcome).rejects.toMatchObject({ problem: { status: 413 } });
    await sent.catch(() => {});
  });

  test('that is cut off is refused, never taken for the whole', async () => {
    const socket = connect(port, '127.0.0.1');
    socket.end('POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 20\r\n\r\n{"half":1}');
    await expect(outcome).rejects.toMatchObject({ problem: { status: 400 } });
  });

  test('whose sender goes away is refused', async () => {
    const socket = connect(port, '127.0.0.1');
    socket.write('POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n4\r\n{"a"\r\n');
    await once(server, 'request');
    socket.resetAndDestroy();
    await expect(outcome).rejects.toMatchObject({ problem: { status: 400 } });
  });
});

const faultsIn = (body: Buffer | string): readonly string[] => {
  try {
    jsonIn(Buffer.from(body));
  } catch (thrown) {
    if (thrown instanceof InvalidInput) return thrown.faults;
    throw thrown;
  }
  return [];
};
const tooDeep = ['the JSON is nested deeper than 64'];
const nested = (depth: number, inner = '1'): string =>
  Array.from({ length: depth }, (_, i) => (i % 2 ? '{"a":' : '[')).join('') +
  inner +
  Array.from({ length: depth }, (_, i) => ((depth - 1 - i) % 2 ? '}' : ']')).join('');

describe('the JSON in a body', () => {
  test('is read whatever it is', () => {
    expect(jsonIn(Buffer.from('{"text":"سلام 👋","list":[1,null]}'))).toEqual({
      text: 'سلام 👋',
      list: [1, null],
    });
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 20, stringUnit: 'binary' }), (value) => {
        const text = JSON.stringify(value);
        expect(jsonIn(Buffer.from(text))).toEqual(JSON.parse(text));
      }),
    );
  });

  test.each([
    ['empty', '', 'the body is empty; JSON is expected'],
    ['white space', ' \n', 'the body is not valid JSON'],
    ['a form', 'a=1&b=2', 'the body is not valid JSON'],
    ['cut off', '{"a":', 'the body is not valid JSON'],
    ['more than one', '{}{}', 'the body is not valid JSON'],
    ['an open string', '"abc', 'the body is not valid JSON'],
    ['a string open behind a backslash', '"abc\\"', 'the body is not valid JSON'],
    ['a page', '<html>', 'the body is not valid JSON'],
  ])('is refused when it is %s, without a word of it', (_name, body, fault) => {
    expect(faultsIn(body)).toEqual([fault]);
  });

  test.each([
    [[0x22, 0xff, 0x22]],
    [[0x22, 0xc3, 0x22]],
    [[0x22, 0xed, 0xa0, 0x80, 0x22]],
    [[0x22, 0xc0, 0xaf, 0x22]],
  ])('is refused when its bytes %j are no UTF-8', (bytes) => {
    expect(faultsIn(Buffer.from(bytes))).toEqual(['the body is not valid UTF-8']);
  });

  test('may be nested 64 deep and no deeper', () => {
    expect(faultsIn(nested(64))).toEqual([]);
    expect(faultsIn(nested(65))).toEqual(tooDeep);
    expect(faultsIn('['.repeat(1_000_000))).toEqual(tooDeep);
    expect(faultsIn(`[${'[],'.repeat(10_000)}[]]`)).toEqual([]);
  });

  test('may have any number of brackets in its texts', () => {
    const many = '[{'.repeat(100);
    for (const text of [many, `"${many}`, `\\"${many}`, `\\${many}\\`, `${many}"`, '\\\\"[']) {
      expect(faultsIn(nested(64, JSON.stringify(text)))).toEqual([]);
      expect(faultsIn(nested(65, JSON.stringify(text)))).toEqual(tooDeep);
      expect(faultsIn(JSON.stringify({ [text]: '', '': nested(30) }))).toEqual([]);
    }
  });

  test('is as deep as it is, whatever its texts hold', () => {
    const tricky = fc.string({ unit: fc.constantFrom('"', '\\', '[', '{', ']', '}', 'a', 'é') });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 130 }), fc.array(tricky), (depth, texts) => {
        const inner = JSON.stringify(texts.join(''));
        const body = `{"a":${JSON.stringify(texts)},"b":${nested(depth, inner)}}`;
        expect(faultsIn(body)).toEqual(depth + 1 > 64 ? tooDeep : []);
      }),
    );
  });

  test('that is hostile is refused in no time', () => {
    const startedAtMs = performance.now();
    for (const piece of ['"', '\\', '\\"', '"\\', '[', ']', '"["', '\\\\"']) {
      faultsIn(piece.repeat(Math.floor(bodyBytesMax / piece.length)));
    }
    expect(performance.now() - startedAtMs).toBeLessThan(2_000);
  });
});
