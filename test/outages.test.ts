import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { call } from '../sandbox/stage/call.ts';
import { type Stage, setStage } from '../sandbox/stage/stage.ts';
import { DEFAULT_BUSINESS, DEFAULT_CUSTOMERS } from '../sandbox/twitter/defaults.ts';
import { eventually } from './eventually.ts';
import { clearFaults, faultOnCcm, faultOnX, sentOnX, shown } from './world.ts';

const [ada, grace] = DEFAULT_CUSTOMERS;
const sends = '/1.1/direct_messages/events/new.json';
const texts = (count: number, of = 'm') => Array.from({ length: count }, (_, i) => `${of}${i}`);
let stage: Stage;

beforeEach(async () => {
  stage = await setStage({
    environment: { TWITTER_TIMEOUT_MS: '1000', CCM_TIMEOUT_MS: '500', ECHO_WAIT_MS: '300' },
    x: { settings: { retryDelaysMs: [100, 200, 400, 800, 1_600, 3_200] } },
  });
  await stage.register();
});
afterEach(() => stage.close());

const requests = async (path: string) =>
  (
    (await call('GET', `${stage.x.url}/sandbox/requests`)).body as {
      path: string;
      status: number;
      at: string;
    }[]
  ).filter((request) => request.path.startsWith(path));

describe('an outage of the contact centre', () => {
  test.each([
    ['answers 503', { status: 503 }],
    ['answers 500', { status: 500 }],
    ['is replaced by a gateway that knows no route', { status: 404, body: '<html>' }],
    ['tears every connection', { tear: true }],
    ['never answers', { delayMs: 60_000 }],
    ['takes the message and tears the connection', { tear: true, when: 'after' }],
  ])('that %s loses nothing, keeps the order, and shows nothing twice', async (_how, fault) => {
    await faultOnCcm(stage, { path: '/message/receive', ...fault });
    for (const text of texts(5)) await customerWrote(ada.id, text);
    const down = await eventually(health, ({ body }) => body.components.ccm.status === 'DOWN');
    expect(down.body.components.ccm.reason).toBe('unavailable');
    await clearFaults(stage);
    const once = await eventually(shownOnce, (found) => found.length >= 5, 15_000);
    expect(once).toEqual(texts(5));
    const back = await eventually(health, ({ body }) => body.components.ccm.status === 'UP');
    expect(back).toMatchObject({ status: 200 });
  });

  test('for one customer does not delay the others', async () => {
    await faultOnCcm(stage, { path: '/message/receive', customer: ada.id, status: 500 });
    for (const text of texts(3)) await customerWrote(ada.id, text);
    await eventually(
      () => 0,
      () => false,
      300,
    );
    await stage.customerWrites(grace.id, 'hello');
    const [first] = await shown(stage, 'PLAIN', 1, 2_000);
    expect(first?.text).toBe('hello');
    await clearFaults(stage);
    const messages = await shown(stage, 'PLAIN', 4, 15_000);
    expect(messages.map(({ text }) => text)).toEqual(['hello', ...texts(3)]);
  });

  test('a message that the contact centre refuses for good is a dead letter, and the next goes on', async () => {
    await faultOnCcm(stage, { path: '/message/receive', times: 1, status: 400 });
    await customerWrote(ada.id, 'refused');
    await stage.customerWrites(ada.id, 'next');
    const messages = await shown(stage, 'PLAIN', 1);
    expect(messages.map(({ text }) => text)).toEqual(['next']);
    expect(stage.connector.output).toContain('dead letter');
  });
});

describe('an outage of X', () => {
  test.each([
    ['answers 503', { status: 503, code: 130, message: 'Over capacity' }],
    ['answers 500 and may have sent', { status: 500, code: 131, message: 'Internal error' }],
    ['tears every connection before the message is taken', { tear: true }],
  ])('that %s loses nothing, keeps the order, and sends nothing twice', async (_how, fault) => {
    await faultOnX(stage, { path: sends, ...fault });
    for (const text of texts(3)) await stage.agentWrites(ada.id, text);
    await eventually(
      () => requests(sends),
      (found) => found.length >= 2,
    );
    await clearFaults(stage);
    const sent = await sentOnX(stage, 3, 15_000);
    expect(sent.map(({ text }) => text)).toEqual(texts(3));
    const reports = await shown(stage, 'DELIVERYNOTIFICATION', 3);
    expect(reports.map(({ message }) => message.body.status)).toEqual(
      texts(3).map(() => 'DELIVERED'),
    );
  });

  test.each([
    ['its echo', 'after', {}],
    ['a look-up, when there is no echo', 'off', {}],
    ['a look-up whose first page is empty', 'off', { emptyFirstPage: true }],
  ])(
    'that takes a message and does not answer is settled by %s: the customer gets one message',
    async (_how, echo, more) => {
      await call('POST', `${stage.x.url}/sandbox/settings`, { echo, ...more });
      await faultOnX(stage, { path: sends, times: 1, when: 'after', delayMs: 30_000 });
      await stage.agentWrites(ada.id, 'see https://example.com/x & <y>', { id: 'doubt-1' });
      await stage.agentWrites(ada.id, 'and this follows');
      const [report] = await shown(stage, 'DELIVERYNOTIFICATION', 2, 15_000);
      expect(report?.message.body).toMatchObject({ messageId: 'doubt-1', status: 'DELIVERED' });
      const sent = await sentOnX(stage, 2);
      expect(sent.map(({ text }) => text)).toEqual([
        'see https://example.com/x & <y>',
        'and this follows',
      ]);
      expect(report?.message.header.providerMessageId).toBe(sent[0]?.id);
    },
  );

  test('that tears the connection after taking the message: the customer gets one message', async () => {
    await faultOnX(stage, { path: sends, times: 2, when: 'after', tear: true });
    for (const text of ['same', 'same', 'other']) await stage.agentWrites(ada.id, text);
    const sent = await sentOnX(stage, 3, 20_000);
    await shown(stage, 'DELIVERYNOTIFICATION', 3, 15_000);
    expect((await sentOnX(stage, 3)).map(({ text }) => text)).toEqual(['same', 'same', 'other']);
    expect(new Set(sent.map(({ id }) => id)).size).toBe(3);
  });

  test('a rate limit holds the account until its reset, and burns nothing', async () => {
    const reset = Math.ceil(Date.now() / 1000) + 3;
    await faultOnX(stage, {
      path: sends,
      times: 1,
      status: 429,
      code: 88,
      message: 'Rate limit exceeded.',
      headers: { 'x-rate-limit-reset': String(reset) },
    });
    for (const text of texts(2)) await stage.agentWrites(ada.id, text);
    await stage.agentWrites(grace.id, 'g');
    const sent = await sentOnX(stage, 3, 10_000);
    const tries = (await requests(sends)).map(({ at }) => Date.parse(at));
    expect(tries[0]).toBeLessThan(reset * 1000);
    expect(Math.min(...tries.slice(1))).toBeGreaterThanOrEqual(reset * 1000);
    expect(Math.min(...tries.slice(1))).toBeLessThan(reset * 1000 + 2_000);
    expect(sent.filter(({ to }) => to === ada.id).map(({ text }) => text)).toEqual(texts(2));
  });

  test('refused credentials hold the messages until an administrator renews them', async () => {
    await faultOnX(stage, {
      path: sends,
      status: 401,
      code: 89,
      message: 'Invalid or expired token.',
    });
    await stage.agentWrites(ada.id, 'held');
    const account = `x/${DEFAULT_BUSINESS.id}`;
    await eventually(health, ({ body }) => body.components[account].account === 'unauthorized');
    await clearFaults(stage);
    await stage.register();
    const sent = await sentOnX(stage, 1, 2_000);
    expect(sent.map(({ text }) => text)).toEqual(['held']);
  });
});

describe('a crash', () => {
  test('in the middle of a send ends with one message to the customer', async () => {
    await faultOnX(stage, { path: sends, times: 1, when: 'after', delayMs: 30_000 });
    await stage.agentWrites(ada.id, 'once', { id: 'crash-1' });
    await sentOnX(stage, 1);
    await stage.connector.kill();
    await stage.connector.start();
    const [report] = await shown(stage, 'DELIVERYNOTIFICATION', 1, 12_000);
    expect(report?.message.body).toMatchObject({ messageId: 'crash-1', status: 'DELIVERED' });
    expect((await sentOnX(stage, 1)).map(({ text }) => text)).toEqual(['once']);
  });

  test('before a send leaves the message to be sent after the restart', async () => {
    await faultOnX(stage, { path: sends, delayMs: 30_000 });
    await stage.agentWrites(ada.id, 'later');
    await eventually(
      () => requests(sends),
      (found) => found.length > 0,
      500,
    );
    await stage.connector.kill();
    await clearFaults(stage);
    await stage.connector.start();
    expect((await sentOnX(stage, 1, 12_000)).map(({ text }) => text)).toEqual(['later']);
  });

  test('keeps the accounts: the challenge is answered right after the restart', async () => {
    await stage.connector.kill();
    await stage.connector.start();
    const path = `/webhook/twitter/${DEFAULT_BUSINESS.id}?crc_token=abc`;
    expect(await call('GET', stage.connector.url + path)).toMatchObject({ status: 200 });
  });
});

const health = () => call('GET', `${stage.connector.url}/health/ready`);

/** The texts that the contact centre shows, each when it came first. */
async function shownOnce(): Promise<readonly (string | null)[]> {
  const messages = await shown(stage, 'PLAIN', 0);
  return messages.filter(({ repeated }) => repeated !== true).map(({ text }) => text);
}

/** A customer has written, and the connector has acknowledged it to X. */
async function customerWrote(customerId: string, text: string): Promise<void> {
  const { event } = (await stage.customerWrites(customerId, text)).body;
  const look = async () =>
    (await call('GET', `${stage.x.url}/sandbox/deliveries`)).body as readonly {
      status: number;
      eventIds: readonly string[];
    }[];
  const taken = await eventually(look, (found) =>
    found.some(({ status, eventIds }) => status === 200 && eventIds.includes(event.id)),
  );
  expect(taken.length).toBeGreaterThan(0);
}
