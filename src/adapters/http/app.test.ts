import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import express from 'express';
import { Failure, InvalidInput } from '../../domain/errors.ts';
import { application, onlyMethods } from './app.ts';
import { RequestRefused } from './problem.ts';

let server: Server;
let base: string;
let reported: unknown[];

beforeEach(async () => {
  reported = [];
  const router = express.Router();
  router.get('/things/:id', (request, response) => void response.json({ id: request.params.id }));
  router.post(
    '/things',
    (request, response) => void response.json({ got: request.body as unknown }),
  );
  router.post('/guarded', () => {
    throw new RequestRefused(401, 'A valid token is required');
  });
  router.get('/unforeseen', () => {
    throw new Error('s3cret');
  });
  router.get('/later', async () => {
    await Promise.resolve();
    throw new Failure('unavailable', 'the journal failed');
  });
  router.get('/faults', () => {
    throw new InvalidInput(['a is missing', 'b is missing']);
  });
  onlyMethods(router, '/things', ['POST']);
  onlyMethods(router, '/things/:id', ['GET', 'POST']);
  server = createServer(application([router], (unforeseen) => void reported.push(unforeseen)));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

async function ask(method: string, path: string, body: string | Buffer | null = null) {
  const response = await fetch(base + path, { method, body });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text };
}

/** Every answer to a fault is a problem document, never a page and never a stack. */
function expectProblem({ headers, text }: Awaited<ReturnType<typeof ask>>, status: number) {
  expect(headers.get('content-type')).toBe('application/problem+json');
  expect(text).not.toMatch(/<html|<pre|node_modules|\.ts\b|Error:/i);
  const problem = JSON.parse(text) as Record<string, unknown>;
  expect(problem).toMatchObject({ type: 'about:blank', status });
  return problem;
}

describe('a route', () => {
  test.each(['', '/twitter-connector'])('answers below %p', async (prefix) => {
    expect((await ask('GET', `${prefix}/things/7`)).text).toBe('{"id":"7"}');
    const posted = await ask('POST', `${prefix}/things`, '{"a":[1]}');
    expect(posted.text).toBe('{"got":{"a":[1]}}');
  });

  test('tells browsers to trust nothing, and nobody what it is made of', async () => {
    const { headers } = await ask('GET', '/things/7');
    expect(headers.get('content-security-policy')).toContain("default-src 'self'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('strict-transport-security')).toContain('max-age');
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('etag')).toBeNull();
  });

  test.each([
    ['{', 'the body is not valid JSON'],
    ['', 'the body is empty; JSON is expected'],
    ['a=b', 'the body is not valid JSON'],
    ['['.repeat(65), 'the JSON is nested deeper than 64'],
  ])('refuses a body that is not JSON: %p', async (body, fault) => {
    const answer = await ask('POST', '/things', body);
    expect(answer.status).toBe(400);
    expect(expectProblem(answer, 400)['errors']).toEqual([fault]);
  });

  test('refuses a body that is too large', async () => {
    const answer = await ask('POST', '/things', Buffer.alloc(1_048_577, 0x20));
    expect(answer.status).toBe(413);
    expectProblem(answer, 413);
  });

  test('says who may not come in before it looks at the body', async () => {
    const answer = await ask('POST', '/guarded', 'not JSON');
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    expectProblem(answer, 401);
  });

  test('whose work fails says so, also when it fails later', async () => {
    expectProblem(await ask('GET', '/later'), 503);
    expect(expectProblem(await ask('GET', '/faults'), 400)['errors']).toHaveLength(2);
    expect(reported).toEqual([]);
  });

  test('whose work fails unforeseen says nothing, and the truth is reported', async () => {
    const answer = await ask('GET', '/unforeseen');
    expect(answer.text).not.toContain('s3cret');
    expectProblem(answer, 500);
    expect(reported).toEqual([new Error('s3cret')]);
  });
});

describe('a request for what is not there', () => {
  test.each([
    ['GET', '/nothing'],
    ['GET', '/'],
    ['POST', '/nothing'],
    ['DELETE', '/nothing/at/all'],
    ['GET', '/<script>alert(1)</script>'],
    ['GET', '/twitter-connector'],
    ['GET', '/twitter-connector/nothing'],
  ])('is 404: %s %s', async (method, path) => {
    const answer = await ask(method, path);
    expect(answer.status).toBe(404);
    expectProblem(answer, 404);
  });

  test.each([
    ['PUT', '/things', 'POST'],
    ['GET', '/things', 'POST'],
    ['DELETE', '/things/7', 'GET, POST'],
    ['PATCH', '/twitter-connector/things/7', 'GET, POST'],
  ])('by another method is 405 and says which there are: %s %s', async (method, path, allow) => {
    const answer = await ask(method, path);
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, allow]);
    expectProblem(answer, 405);
  });

  test.each(['/things/%E0%A4%A', '/things/%', '/%ff/%zz'])(
    'is the caller’s fault when the path cannot be read: %s',
    async (path) => {
      const answer = await ask('GET', path);
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.status).toBeLessThan(500);
      expectProblem(answer, answer.status);
      expect(reported).toEqual([]);
    },
  );
});
