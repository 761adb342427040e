import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type CimSandbox, startCimSandbox } from './cim-sandbox.ts';
import { call, directMessage } from './test-client.ts';

let sandbox: CimSandbox;

beforeEach(async () => {
  sandbox = await startCimSandbox();
});

afterEach(() => sandbox.close());

const deliver = async (id: string, customer?: string) => {
  const url = `${sandbox.ccmUrl}/message/receive`;
  const outcome = await call('POST', url, directMessage(id, customer)).catch(() => 'torn' as const);
  return outcome === 'torn' ? outcome : outcome.status;
};

const fault = (rule: unknown) => call('POST', `${sandbox.ccmUrl}/sandbox/faults`, rule);

const kept = async () => {
  const { body } = await call('GET', `${sandbox.ccmUrl}/sandbox/ids`);
  return body.map((each: any) => each[1]);
};

test('a fault before keeps nothing, as often as it is told', async () => {
  await fault({ path: '/message', times: 2, status: 503, headers: { 'retry-after': '1' } });
  const answers = [await deliver('a'), await deliver('a'), await deliver('a')];
  expect(answers).toEqual([503, 503, 200]);
  expect(await kept()).toEqual(['a']);
});

test('a fault after keeps the message all the same', async () => {
  await fault({ when: 'after', times: 1, status: 500 });
  expect([await deliver('a'), await deliver('a')]).toEqual([500, 200]);
  expect(await kept()).toEqual(['a', 'a']);
});

test.each([
  ['before', []],
  ['after', ['a']],
])('a connection torn %s', async (when, ids) => {
  await fault({ when, times: 1, tear: true });
  expect(await deliver('a')).toBe('torn');
  expect(await kept()).toEqual(ids);
});

test('a fault answers with its body and headers', async () => {
  await fault({ status: 429, body: { slow: 'down' }, headers: { 'retry-after': '7' } });
  const response = await fetch(`${sandbox.ccmUrl}/channel-types`);
  expect(response.status).toBe(429);
  expect(response.headers.get('retry-after')).toBe('7');
  expect(await response.json()).toEqual({ slow: 'down' });
});

test('a delay alone postpones the usual answer', async () => {
  await fault({ delayMs: 60, times: 1 });
  const started = performance.now();
  expect(await deliver('a')).toBe(200);
  expect(performance.now() - started).toBeGreaterThan(50);
});

test.each([{ customer: '2' }, { customerPattern: '^[2-9]$' }])(
  'a fault for some customers spares the others: %j',
  async (only) => {
    await fault({ ...only, status: 500 });
    expect([await deliver('a', '1'), await deliver('b', '2')]).toEqual([200, 500]);
  },
);

test('a fault for one path spares the others, and the File Engine has paths too', async () => {
  await fault({ path: '/api/', status: 500 });
  expect(await deliver('a')).toBe(200);
  const stat = await call('GET', `${sandbox.fileEngineUrl}/api/getFileStat?filename=x`);
  expect(stat.status).toBe(500);
});

test('the same seed draws the same faults', async () => {
  const draw = async () => {
    await call('POST', `${sandbox.ccmUrl}/sandbox/reset`);
    await call('POST', `${sandbox.ccmUrl}/sandbox/settings`, { seed: 7 });
    await fault({ probability: 0.5, status: 500 });
    const answers = [];
    for (let each = 0; each < 20; each += 1) answers.push(await deliver(`${each}`));
    return answers;
  };
  const first = await draw();
  expect(new Set(first)).toEqual(new Set([200, 500]));
  expect(await draw()).toEqual(first);
});

test('faults are listed with how often they struck, until they are cleared', async () => {
  const url = `${sandbox.ccmUrl}/sandbox/faults`;
  await fault({ status: 500 });
  await deliver('a');
  expect((await call('GET', url)).body).toEqual([
    { id: 1, struck: 1, status: 500, when: 'before' },
  ]);
  await call('DELETE', url);
  expect(await deliver('b')).toBe(200);
});

describe('a faulty fault is refused', () => {
  test.each([
    [{}, 'status, delayMs or tear'],
    [{ status: 99 }, 'status'],
    [{ status: 500, customerPattern: '(' }, 'customerPattern: must be a regular expression'],
    [{ status: 500, when: 'later' }, 'when'],
    [{ status: 500, probability: 2 }, 'probability'],
    [{ status: 500, sometimes: true }, 'sometimes'],
  ])('%j', async (rule, named) => {
    const { status, body } = await fault(rule);
    expect(status).toBe(400);
    expect(body.faults).toEqual([expect.stringContaining(named)]);
  });
});
