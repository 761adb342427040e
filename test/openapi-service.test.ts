import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { call } from '../sandbox/stage/call.ts';
import { registration, type Stage, setStage } from '../sandbox/stage/stage.ts';
import { DEFAULT_APP, DEFAULT_BUSINESS } from '../sandbox/twitter/defaults.ts';
import { signatureOf } from '../src/adapters/twitter/webhook/signature.ts';
import { faultsOf, followed, openapi, validating, variantsOf } from './described.ts';
import { bodyOf, type Operation, operations, pathFor } from './described-routes.ts';
import { clearFaults, faultOnCcm, faultOnX } from './world.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
  await stage.register();
});
afterAll(() => stage.close());

const prefixes = ['', '/twitter-connector'];
const accountId = DEFAULT_BUSINESS.id;
const token = openapi.paths['/webhook/twitter/{accountId}'].get.parameters[0].examples.challenge;

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

async function answerTo({ method, path, body, headers }: Sent) {
  const text = body === undefined ? undefined : JSON.stringify(body);
  const signature = signatureOf(DEFAULT_APP.consumerSecret, text ?? '');
  const response = await fetch(stage.connector.url + path, {
    method,
    headers: { 'x-twitter-webhooks-signature': signature, ...headers },
    ...(text !== undefined && { body: text }),
  });
  return { response, text: await response.text() };
}

/** The answer, when it is one that the description has for the operation. */
async function describedAnswer({ operation, title }: Operation, sent: Sent) {
  const { response, text } = await answerTo(sent);
  const { status } = response;
  const { responses } = operation;
  const answer = followed(openapi, responses[status] ?? responses.default);
  const type = response.headers.get('content-type')?.split(';')[0] ?? '';
  const told = { title, status, type, text };
  if (answer.content === undefined) {
    expect({ ...told, text }).toEqual({ ...told, text: '' });
    return { status, body: undefined };
  }
  expect([told, ...Object.keys(answer.content)]).toEqual([told, type]);
  const body: unknown = JSON.parse(text);
  expect([told, ...faultsOf(body, validating(answer.content[type].schema))]).toEqual([told]);
  for (const [name, header] of Object.entries<any>(answer.headers ?? {})) {
    const { schema } = followed(openapi, header);
    expect([told, ...faultsOf(response.headers.get(name), validating(schema))]).toEqual([told]);
  }
  return { status, body };
}

/** The status that an example is answered with: that of the answer with an example of its name. */
const statusOf = ({ operation }: Operation, example: string): number => {
  const named = Object.entries<any>(operation.responses).find(([, given]) => {
    const [content] = Object.values<any>(followed(openapi, given).content ?? {});
    return Object.hasOwn(content?.examples ?? {}, example);
  });
  return Number(named?.[0] ?? 200);
};

describe('each example is answered as described', () => {
  const examples = operations().flatMap((operation) =>
    operation.method === 'GET'
      ? [[operation.title, 'nothing', operation, undefined] as const]
      : operation.examples.map(([name, body]) => [operation.title, name, operation, body] as const),
  );

  test.each(examples)('%s, given %s', async (_title, name, operation, body) => {
    const query = operation.path.includes('{') ? `?crc_token=${token.value}` : '';
    for (const prefix of prefixes) {
      const path = `${prefix}${pathFor(operation.path, accountId)}`;
      const sent = { method: operation.method, path: path + query, body };
      const answer = await describedAnswer(operation, sent);
      expect(answer.status).toBe(statusOf(operation, name));
    }
  });

  test('and the documented business is the one that is registered here', () => {
    const [example] = operations().filter(({ path }) => path.endsWith('/register-and-subscribe'));
    expect(bodyOf(example as Operation).examples.northwind.value).toEqual(registration);
  });
});

describe('what is wrong is answered as described', () => {
  const posts = operations().filter(({ method }) => method === 'POST');
  const named = posts.map((operation) => [operation.title, operation] as const);
  const sentTo = ({ path }: Operation, more: object): Sent => ({
    method: 'POST',
    path: pathFor(path, accountId),
    ...more,
  });

  test.each(named)('%s: a body that is none, and one that is too large', async (_, operation) => {
    const [none, large] = [[], { a: 'x'.repeat(1024 * 1024) }];
    expect(await describedAnswer(operation, sentTo(operation, { body: none }))).toMatchObject({
      status: 400,
    });
    expect(await describedAnswer(operation, sentTo(operation, { body: large }))).toMatchObject({
      status: 413,
    });
  });

  test.each(named)('%s: a caller who may not', async (_, operation) => {
    const headers = { 'x-forwarded-for': '203.0.113.7', 'x-twitter-webhooks-signature': 'none' };
    const { status } = await describedAnswer(operation, sentTo(operation, { body: {}, headers }));
    const open = (operation.operation.security as object[]).some(
      (needed) => Object.keys(needed).length === 0,
    );
    const itself = operation.path.endsWith('/register-and-subscribe') ? 400 : 403;
    expect(status).toBe(open ? itself : 401);
  });

  test.each(
    posts
      .filter(({ path }) => path.endsWith('-configurations'))
      .map((one) => [one.title, one] as const),
  )('%s: nothing is taken that is not described', async (_, operation) => {
    const schema = validating(bodyOf(operation).schema);
    const [[, example] = []] = operation.examples;
    for (const body of [...variantsOf(example)].filter((variant) => !schema(variant))) {
      const { status } = await describedAnswer(operation, sentTo(operation, { body }));
      expect({ body, status }).toEqual({ body, status: 400 });
    }
  });
});

describe('trouble of a neighbour is answered as described', () => {
  afterEach(() => clearFaults(stage));
  const named = (path: string) => operations().find((each) => each.path === path) as Operation;

  test('503 when CCM cannot be asked for an account', async () => {
    await faultOnCcm(stage, { path: '/channels', status: 500 });
    const operation = named('/message/receive');
    const [, example] = operation.examples.find(([name]) => name === 'unknownAccount') ?? [];
    const sent = { method: 'POST', path: operation.path, body: example };
    expect(await describedAnswer(operation, sent)).toMatchObject({ status: 503 });
  });

  test.each([
    [404, 404, 34, 'Sorry, that page does not exist.'],
    [409, 400, 214, 'Too many resources already created.'],
    [422, 403, 200, 'Forbidden.'],
    [429, 429, 88, 'Rate limit exceeded.'],
    [503, 500, 131, 'Internal error'],
  ])('%i when X refuses a step with %i, %i', async (ours, status, code, message) => {
    const path = `/1.1/account_activity/all/${DEFAULT_APP.environment}/subscriptions.json`;
    await faultOnX(stage, { method: 'POST', path, status, code, message });
    const operation = named('/webhook/twitter/register-and-subscribe');
    const sent = { method: 'POST', path: operation.path, body: registration };
    expect(await describedAnswer(operation, sent)).toMatchObject({
      status: ours,
      body: { step: 'subscribe-account' },
    });
  });
});

/** Every path that stands somewhere in the code, with an id in the place of a parameter. */
function pathsInCode(): readonly string[] {
  const root = join(import.meta.dirname, '..');
  const files = globSync('src/{adapters,app}/**/*.ts', { cwd: root });
  const paths = files
    .filter((file) => !/\.(test|conformance|model)\.ts$|generated\//.test(file))
    .flatMap((file) => [...readFileSync(join(root, file), 'utf8').matchAll(/'(\/[\w/:.{}*-]*)'/g)])
    .map(([, path = '']) => path.replaceAll(/:\w+|\{\w+\}/g, accountId));
  return [...new Set(paths)].filter((path) => !prefixes.includes(path));
}

describe('the routes', () => {
  const routed = operations().map(({ method, path }) => `${method} ${pathFor(path, accountId)}`);
  const methods = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH'];

  test('that the service answers are those of the description, with and without the prefix', async () => {
    const paths = new Set([...pathsInCode(), ...routed.map((route) => route.split(' ')[1] ?? '')]);
    expect(paths.size).toBeGreaterThan(20);
    for (const prefix of prefixes) {
      const found: string[] = [];
      for (const path of paths) {
        for (const method of methods) {
          const { status } = await call(method, `${stage.connector.url}${prefix}${path}`);
          if (status !== 404 && status !== 405) found.push(`${method} ${path}`);
        }
      }
      expect(found.toSorted()).toEqual(routed.toSorted());
    }
  }, 60_000);

  test('name their methods to those who use another', async () => {
    const byPath = Map.groupBy(operations(), ({ path }) => path);
    for (const [path, known] of byPath) {
      const sent = { method: 'PATCH', path: pathFor(path, accountId) };
      const { response } = await answerTo(sent);
      const allowed = response.headers.get('allow')?.split(', ');
      expect({ path, allowed }).toEqual({ path, allowed: known.map(({ method }) => method) });
      const [operation] = known;
      expect(await describedAnswer(operation as Operation, sent)).toMatchObject({ status: 405 });
    }
  });
});

describe('a connector with tokens', () => {
  let guarded: Stage;
  const tokens = { ADMIN_TOKEN: 'admin-0123456789abcdef', PROVIDER_TOKEN: 'ccm-0123456789abcdef' };
  beforeAll(async () => {
    guarded = await setStage({ environment: tokens });
  });
  afterAll(() => guarded.close());

  const schemes: Readonly<Record<string, readonly [query: string, bearer: string]>> = {
    adminToken: ['', tokens.ADMIN_TOKEN],
    adminTokenInQuery: [`?token=${tokens.ADMIN_TOKEN}`, ''],
    providerToken: ['', tokens.PROVIDER_TOKEN],
    providerTokenInQuery: [`?token=${tokens.PROVIDER_TOKEN}`, ''],
  };
  const guardedOnes = operations().filter(({ operation }) => operation.security?.length > 1);

  test.each(guardedOnes.map((one) => [one.title, one] as const))(
    '%s takes the tokens that are described, and no others',
    async (_, { operation, path }) => {
      const described = (operation.security as object[]).flatMap((needed) => Object.keys(needed));
      const taken: string[] = [];
      for (const [scheme, [query, bearer]] of Object.entries(schemes)) {
        const headers = bearer === '' ? {} : { authorization: `Bearer ${bearer}` };
        const { status } = await call(
          'POST',
          `${guarded.connector.url}${path}${query}`,
          {},
          headers,
        );
        if (status === 400) taken.push(scheme);
        else expect(status).toBe(401);
      }
      expect(taken.toSorted()).toEqual(described.toSorted());
    },
  );
});
