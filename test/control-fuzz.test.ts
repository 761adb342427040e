import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { DescMethod } from '@bufbuild/protobuf';
import {
  credentials,
  makeGenericClientConstructor,
  type ServiceError,
  status,
} from '@grpc/grpc-js';
import * as fc from 'fast-check';
import { call } from '../sandbox/stage/call.ts';
import { registration, type Stage, setStage } from '../sandbox/stage/stage.ts';
import { DEFAULT_BUSINESS } from '../sandbox/twitter/defaults.ts';
import { allMethods, anyRequest, type Known } from './any-request.ts';

const same = (bytes: Buffer) => bytes;
const { id } = DEFAULT_BUSINESS;
const customer = '1580011223';

const known: Known = {
  account: [id, `accounts/${id}`, ''],
  name: [`accounts/${id}`, `messages/x/${id}/1`, 'messages/api/1', 'files/photo.png'],
  names: ['deadLetters/1', `deadLetters/x/${id}/1`],
  customer: [customer],
  user_id: [id, customer, ''],
  user_name: ['ada', 'ExampleBank'],
  event_id: ['1580011223000000000'],
  request_id: ['', '1', '2'],
  page_token: [''],
  cursor: [''],
  service: ['', 'twitter_connector.v1.MediaService'],
  file: ['files/photo.png'],
  file_name: ['photo.png'],
  content_type: ['image/png'],
  environment: [registration['ENVIRONMENT-NAME'], ''],
  url: [registration['WEBHOOK-URL']],
  webhook_url: [registration['WEBHOOK-URL']],
  webhook_id: ['1', '1580011223'],
  api_key: [registration['API-KEY']],
  api_key_secret: [registration['API-KEY-SECRET']],
  access_token: [registration['ACCESS-TOKEN']],
  access_token_secret: [registration['ACCESS-TOKEN-SECRET']],
  bearer_token: [''],
};

let stage: Stage;
beforeAll(async () => {
  stage = await setStage({ environment: { TWITTER_TIMEOUT_MS: '2000', LOG_LEVEL: 'info' } });
  await stage.register();
}, 30_000);
afterAll(() => stage.close());

/** How a call ends; one that goes on after its first answer is cancelled. */
function endingOf(method: DescMethod, requests: readonly Buffer[]): Promise<ServiceError | 'ok'> {
  const path = `/${method.parent.typeName}/${method.name}`;
  const requestStream = /client|bidi/.test(method.methodKind);
  const responseStream = /server|bidi/.test(method.methodKind);
  const serializers = {
    requestSerialize: same,
    requestDeserialize: same,
    responseSerialize: same,
    responseDeserialize: same,
  };
  const definition = { it: { path, requestStream, responseStream, ...serializers } };
  const Client = makeGenericClientConstructor(definition, method.parent.typeName);
  const client = new Client(stage.connector.control, credentials.createInsecure());
  return new Promise<ServiceError | 'ok'>((resolve) => {
    const done = (error: ServiceError | null) => resolve(error ?? 'ok');
    const settle = responseStream ? [] : [done];
    const made = client['it']?.(...(requestStream ? [] : requests.slice(0, 1)), ...settle);
    if (requestStream) {
      for (const request of requests) made.write(request);
      made.end();
    }
    if (!responseStream) return;
    made.on('error', done).on('end', () => resolve('ok'));
    made.on('data', () => {
      if (/Watch/.test(method.name)) made.cancel();
    });
  }).finally(() => client.close());
}

/** The calls that were answered wrongly, in words. */
const wrong = (ending: ServiceError | 'ok'): string[] =>
  ending !== 'ok' && [status.UNKNOWN, status.INTERNAL].includes(ending.code)
    ? [`${status[ending.code]}: ${ending.details}`]
    : [];

const named = allMethods.map((method) => [`${method.parent.name}.${method.name}`, method] as const);
const howOften = { numRuns: 40, endOnFailure: true };

describe('whatever is asked', () => {
  test.each(named)('in form, %s has an answer', async (_name, method) => {
    const requests = fc.array(anyRequest(method.input, known), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(requests, async (asked) => {
        expect(wrong(await endingOf(method, asked))).toEqual([]);
      }),
      howOften,
    );
  });

  test.each(named)('in bytes of no form, %s has an answer', async (_name, method) => {
    const bytes = fc.uint8Array({ minLength: 1, maxLength: 200 }).map((some) => Buffer.from(some));
    await fc.assert(
      fc.asyncProperty(fc.array(bytes, { minLength: 1, maxLength: 3 }), async (asked) => {
        expect(wrong(await endingOf(method, asked))).toEqual([]);
      }),
      howOften,
    );
  });

  test('the connector has met nothing unforeseen, and goes on', async () => {
    expect(named.length).toBeGreaterThan(25);
    expect(stage.connector.output).not.toContain('unforeseen');
    expect((await call('GET', `${stage.connector.url}/health/live`)).status).toBe(200);
  });
});
