import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Failure } from '../../domain/errors.ts';
import { administrationWorld } from '../../domain/subscription/administration.model.ts';
import { admit } from '../http/admission.ts';
import { application } from '../http/app.ts';
import { registrationRoutes } from './registration-routes.ts';

const token = 'a-token-of-24-characters';
const body = {
  'API-KEY': 'ck',
  'API-KEY-SECRET': 'cs3cret',
  'ACCESS-TOKEN': 'at',
  'ACCESS-TOKEN-SECRET': 'ats3cret',
  'WEBHOOK-URL': 'https://cx.example/webhook/twitter/1',
  'ENVIRONMENT-NAME': 'prod',
};

let server: Server;
let base: string;
let world: ReturnType<typeof administrationWorld>;
let reported: unknown[];

beforeEach(async () => {
  world = administrationWorld();
  reported = [];
  const routes = registrationRoutes(world.register(), (request) => {
    admit(request, [token]);
    return true;
  });
  server = createServer(application([routes], (unforeseen) => void reported.push(unforeseen)));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

async function register(given: unknown, prefix = '', authorization = `Bearer ${token}`) {
  const response = await fetch(`${base}${prefix}/webhook/twitter/register-and-subscribe`, {
    method: 'POST',
    headers: { authorization },
    body: JSON.stringify(given),
  });
  const text = await response.text();
  expect(text).not.toContain('s3cret');
  return { status: response.status, answer: JSON.parse(text) as Record<string, unknown> };
}

test.each(['', '/twitter-connector'])(
  'an administrator registers with one call below %p',
  async (prefix) => {
    const { status, answer } = await register(body, prefix);
    expect(status).toBe(200);
    expect(answer).toMatchObject({
      accountId: '1',
      webhook: { url: body['WEBHOOK-URL'], valid: true },
      subscribed: true,
    });
    expect(answer['steps']).toHaveLength(5);
  },
);

test('a stranger is refused before anything is looked at', async () => {
  expect((await register('no object', '', 'Bearer wrong')).status).toBe(401);
});

test('a body with faults is refused with all of them', async () => {
  const { status, answer } = await register({ 'WEBHOOK-URL': 'http://cx.example:1/' });
  expect(status).toBe(400);
  expect(answer['errors']).toHaveLength(8);
});

test.each([
  [422, new Failure('unauthorized', 'X answered 401 code 32: Could not authenticate you.')],
  [429, new Failure('throttled', 'X answered 429 code 88: Rate limit exceeded.')],
  [503, new Failure('unavailable', 'ECONNREFUSED')],
])('a failure of X is %i and names the step, X’s words and what to do', async (status, failure) => {
  world.profiles.troubles.failNext(failure);
  expect(await register(body)).toEqual({
    status,
    answer: {
      type: 'about:blank',
      status,
      title: 'The step verify-credentials failed',
      detail: failure.detail,
      code: failure.code,
      step: 'verify-credentials',
      advice: expect.stringMatching(/^.{40,}\.$/),
    },
  });
});

test('a webhook of others in the way is 409 and is named', async () => {
  const theirs = { id: '90', url: 'https://other.example/hook', valid: true, createdAt: '2020' };
  world.prod.webhooks.push(theirs);
  const { status, answer } = await register(body);
  expect([status, answer['step']]).toEqual([409, 'create-webhook']);
  expect(answer['advice']).toContain('90 (https://other.example/hook)');
});

test('what was not foreseen says nothing, and the truth is reported', async () => {
  const unforeseen = new Error('ats3cret');
  world.webhooks.list = () => Promise.reject(unforeseen);
  expect(await register(body)).toEqual({
    status: 500,
    answer: { type: 'about:blank', status: 500, title: 'Internal error' },
  });
  expect(reported).toEqual([unforeseen]);
});
