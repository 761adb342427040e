import { afterEach, expect, test } from '@jest/globals';
import { call } from '../sandbox/stage/call.ts';
import { type Stage, setStage } from '../sandbox/stage/stage.ts';
import { DEFAULT_CUSTOMERS } from '../sandbox/twitter/defaults.ts';
import { sentOnX, shown } from './world.ts';

const [ada, grace] = DEFAULT_CUSTOMERS;
const sends = '/1.1/direct_messages/events/new.json';
let stage: Stage;

afterEach(() => stage.close());

/** An X that lets an account send so much, and counts every reply but so many of a customer's day. */
async function limited(limit: number, windowMs: number, uncounted = 0): Promise<void> {
  const rateLimits = { 'direct_messages/events/new': { limit, windowMs } };
  const replyAllowance = { sends: uncounted, windowMs: uncounted === 0 ? 1 : 86_400_000 };
  stage = await setStage({ x: { settings: { replyAllowance } } });
  await call('POST', `${stage.x.url}/sandbox/settings`, { rateLimits });
  await stage.register();
}

const refused = async () => {
  const { body } = await call('GET', `${stage.x.url}/sandbox/requests`);
  const requests = body as readonly { readonly path: string; readonly status: number }[];
  return requests.filter(({ path, status }) => path.startsWith(sends) && status === 429);
};

test('what goes beyond a window goes out in the next ones, and X never refuses', async () => {
  await limited(3, 3_000);
  for (let i = 0; i < 4; i++) {
    await stage.agentWrites(ada.id, `ada ${i}`);
    await stage.agentWrites(grace.id, `grace ${i}`);
  }
  const sent = (await sentOnX(stage, 8, 30_000)).map(({ text }) => text);
  for (const name of ['ada', 'grace']) {
    const theirs = sent.filter((text) => text.startsWith(name));
    expect(theirs).toEqual([0, 1, 2, 3].map((i) => `${name} ${i}`));
  }
  expect(await refused()).toEqual([]);
});

test('an agent whose message has to wait for long is told how long', async () => {
  await limited(1, 600_000);
  await stage.agentWrites(ada.id, 'goes');
  await sentOnX(stage, 1);
  await stage.agentWrites(grace.id, 'waits');
  const [told] = await shown(stage, 'PLAIN', 1);
  expect(told).toMatchObject({
    customer: grace.id,
    text: expect.stringMatching(/^\[X limits .* goes out in about 10 minutes\.\]$/),
  });
  expect(told?.message.header.channelData).not.toHaveProperty('customerFirstName');
  expect(await refused()).toEqual([]);
});

test('after a restart as well an agent is told of a spent window, and a reply that X does not count goes', async () => {
  await limited(1, 600_000, 5);
  await stage.agentWrites(ada.id, 'goes');
  await sentOnX(stage, 1);
  await stage.connector.kill();
  await stage.connector.start();
  await stage.agentWrites(grace.id, 'waits');
  const [told] = await shown(stage, 'PLAIN', 1);
  expect(told).toMatchObject({
    customer: grace.id,
    text: expect.stringMatching(/^\[X limits .* goes out in about \d+ minutes\.\]$/),
  });

  await stage.customerWrites(ada.id, 'hello?');
  await shown(stage, 'PLAIN', 2);
  await stage.agentWrites(ada.id, 'hello!');
  expect((await sentOnX(stage, 2)).map(({ text }) => text)).toEqual(['goes', 'hello!']);
  expect(await refused()).toHaveLength(1);
});
