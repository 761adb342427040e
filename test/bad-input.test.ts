import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { signatureOf } from '../src/adapters/twitter/webhook/signature.ts';
import { call } from '../sandbox/stage/call.ts';
import { type Stage, setStage } from '../sandbox/stage/stage.ts';
import { DEFAULT_APP, DEFAULT_BUSINESS } from '../sandbox/twitter/defaults.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
  await stage.register();
});
afterAll(() => stage.close());

const at = (path: string) => stage.connector.url + path;
const events = `/webhook/twitter/${DEFAULT_BUSINESS.id}`;
const signed = (body: string | Uint8Array, secret: string = DEFAULT_APP.consumerSecret) => ({
  'x-twitter-webhooks-signature': signatureOf(secret, body),
});
const posts = ['/message/receive', '/', '/ccm-msg/receive', '/cim-messages', '/messages'];
const configurations = ['/connector-configurations', '/channel-type-configurations'];
const register = '/webhook/twitter/register-and-subscribe';

describe('bad input', () => {
  test.each(
    [...posts, ...configurations, register].flatMap((path) => [path, `/twitter-connector${path}`]),
  )('is answered with a clear problem document at %s', async (path) => {
    const bodies: readonly (string | Uint8Array)[] = [
      '',
      '{"id":',
      'null',
      '[]',
      '"text"',
      '{}',
      '{"header":null,"body":null}',
      new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]),
      '['.repeat(100_000) + ']'.repeat(100_000),
      `{"a":${'{"a":'.repeat(200)}1${'}'.repeat(200)}}`,
    ];
    for (const body of bodies) {
      const answer = await call('POST', at(path), body);
      expect(answer).toMatchObject({ status: 400, contentType: 'application/problem+json' });
      expect(answer.body).toMatchObject({ title: expect.any(String), detail: expect.any(String) });
    }
  });

  test.each([...posts, ...configurations, register, events])(
    'too large is 413 at %s',
    async (path) => {
      const body = `{"a":"${'x'.repeat(1024 * 1024)}"}`;
      const answer = await call('POST', at(path), body, signed(body));
      expect(answer).toMatchObject({ status: 413, contentType: 'application/problem+json' });
    },
  );

  test.each(['PUT', 'DELETE', 'PATCH'])(
    'a wrong method is 405 and names the right ones (%s)',
    async (method) => {
      for (const path of [
        ...posts,
        ...configurations,
        register,
        events,
        '/health/live',
        '/health/ready',
      ]) {
        const answer = await call(method, at(path), '{}');
        expect({ path, ...answer }).toMatchObject({
          path,
          status: 405,
          contentType: 'application/problem+json',
        });
      }
    },
  );

  test('an unknown path is 404, never a page', async () => {
    const answer = await call('GET', at('/nowhere'));
    expect(answer).toMatchObject({ status: 404, contentType: 'application/problem+json' });
  });
});

describe('events that X did not sign', () => {
  const body = JSON.stringify({ for_user_id: DEFAULT_BUSINESS.id, direct_message_events: [] });

  test('are refused with 401, at once, when the signature is missing or wrong', async () => {
    for (const headers of [
      {},
      signed(body, 'another secret'),
      signed(`${body} `),
      { 'x-twitter-webhooks-signature': 'sha256=' },
      { 'x-twitter-webhooks-signature': 'nonsense' },
    ]) {
      const answer = await call('POST', at(events), body, headers);
      expect(answer).toMatchObject({ status: 401, contentType: 'application/problem+json' });
    }
    expect(await call('POST', at(events), body, signed(body))).toMatchObject({ status: 200 });
  });

  test('are 404 for an account that we do not serve', async () => {
    expect(await call('POST', at('/webhook/twitter/1'), body, signed(body))).toMatchObject({
      status: 404,
    });
  });

  test('that are signed but not JSON are 400', async () => {
    expect(await call('POST', at(events), '{"a"', signed('{"a"'))).toMatchObject({ status: 400 });
  });
});

describe('the challenge', () => {
  test('is answered with the signed token, also behind a gateway that keeps the prefix', async () => {
    const token = 'MDAxYzE0NzgtMmE4NC00YzY4LTk2ZjMtMDk0ZGU3ZjYwMmM3';
    for (const path of [events, `/twitter-connector${events}`]) {
      const answer = await call('GET', at(`${path}?crc_token=${token}&nonce=abc`));
      expect(answer).toMatchObject({
        status: 200,
        body: { response_token: signatureOf(DEFAULT_APP.consumerSecret, token) },
      });
    }
  });

  test('signs nothing that could be the body of an event', async () => {
    const forged = encodeURIComponent('{"for_user_id":"1"}');
    for (const query of [
      '',
      '?crc_token=',
      `?crc_token=${forged}`,
      '?crc_token=a%20b',
      '?crc_token=a&crc_token=b',
      `?crc_token=${'a'.repeat(257)}`,
    ]) {
      expect(await call('GET', at(events + query))).toMatchObject({ status: 400 });
    }
  });

  test('is 404 for an unknown account', async () => {
    expect(await call('GET', at('/webhook/twitter/1?crc_token=abc'))).toMatchObject({
      status: 404,
    });
  });
});

describe('callers from outside', () => {
  test('reach the messages and configurations only with a token', async () => {
    for (const path of [...posts, ...configurations]) {
      for (const headers of [{ 'x-forwarded-for': '1.2.3.4' }, { forwarded: 'for=1.2.3.4' }]) {
        expect([401, 403]).toContain((await call('POST', at(path), '{}', headers)).status);
      }
    }
  });
});

describe('a connector with a token for CCM only', () => {
  let guarded: Stage;
  beforeAll(async () => {
    guarded = await setStage({ environment: { PROVIDER_TOKEN: 'a-provider-token-0123456789' } });
  });
  afterAll(() => guarded.close());

  test('asks for it in every spelling of a path', async () => {
    for (const path of [...posts, '/connector-configurations']) {
      for (const spelling of [path, `${path}/`, path.toUpperCase(), `/twitter-connector${path}/`]) {
        const { status } = await call('POST', guarded.connector.url + spelling, '{}');
        expect({ spelling, allowed: [401, 404].includes(status) }).toEqual({
          spelling,
          allowed: true,
        });
      }
    }
    const url = `${guarded.connector.url}/connector-configurations/?token=a-provider-token-0123456789`;
    expect(await call('POST', url, '{}')).toMatchObject({ status: 400 });
  });
});

describe('slow and broken senders', () => {
  const talk = (text: string) =>
    new Promise<string>((resolve) => {
      let answer = '';
      const socket = connect(Number(new URL(stage.connector.url).port), '127.0.0.1', () =>
        socket.write(text),
      );
      socket.on('data', (chunk) => {
        answer += chunk.toString();
      });
      socket.on('close', () => resolve(answer));
      socket.on('error', () => resolve(answer));
    });

  test('time out with 408 instead of holding a connection', async () => {
    const answer = await talk(
      `POST /message/receive HTTP/1.1\r\nhost: a\r\ncontent-length: 100\r\n\r\n{`,
    );
    expect(answer).toContain('408');
    expect(answer).toContain('application/problem+json');
  }, 20_000);

  test('that speak no HTTP get 400', async () => {
    expect(await talk('nonsense\r\n\r\n')).toContain('400');
  });

  test('whose body is cut off leave the service as it was', async () => {
    const socket = connect(Number(new URL(stage.connector.url).port), '127.0.0.1');
    await new Promise<void>((resolve) => {
      socket.write(
        'POST /message/receive HTTP/1.1\r\nhost: a\r\ncontent-length: 100\r\n\r\n{',
        () => {
          socket.destroy();
          resolve();
        },
      );
    });
    expect(await call('GET', at('/health/live'))).toMatchObject({ status: 200 });
  });
});
