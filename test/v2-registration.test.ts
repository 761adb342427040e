import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { call } from '../sandbox/stage/call.ts';
import { publicHost, registration, type Stage, setStage } from '../sandbox/stage/stage.ts';
import { DEFAULT_BUSINESS } from '../sandbox/twitter/defaults.ts';
import { eventually } from './eventually.ts';
import { clearFaults, faultOnX, sentOnX, shown, type Shown } from './world.ts';

const { 'ENVIRONMENT-NAME': _, ...withoutEnvironment } = registration;
const webhookUrl = registration['WEBHOOK-URL'];
const business = DEFAULT_BUSINESS.id;
const activityEvents = ['dm.received', 'dm.sent', 'dm.read', 'dm.indicate_typing'].concat([
  'chat.received',
  'chat.sent',
]);

const registerBy = (stage: Stage, events: string, changes: object = {}) =>
  call('POST', `${stage.connector.url}/webhook/twitter/register-and-subscribe`, {
    ...(events === 'v1.1' ? registration : withoutEnvironment),
    'MESSAGES-API': 'v1.1',
    'EVENTS-API': events,
    ...changes,
  });
const onX = (stage: Stage, path: string, body: object) =>
  call('POST', `${stage.x.url}/sandbox${path}`, body);
const toldOf = async (stage: Stage, text: string): Promise<Shown> => {
  const told = () => shown(stage, 'PLAIN', 1);
  const all = await eventually(told, (messages) => messages.some((one) => one.text === text));
  return all.find((one) => one.text === text) as Shown;
};
const outcomes = ({ body }: { body: { steps: { step: string; outcome: string }[] } }) =>
  Object.fromEntries(body.steps.map(({ step, outcome }) => [step, outcome]));

describe('a new app', () => {
  let stage: Stage;
  const asked = (method: string, path: RegExp) =>
    stage.x.control
      .requests()
      .filter((request) => request.method === method && path.test(request.path));

  beforeAll(async () => {
    stage = await setStage();
  });
  afterAll(() => stage.close());
  beforeEach(async () => {
    await onX(stage, '/reset', {});
    await onX(stage, '/routes', { host: publicHost, target: stage.connector.url });
  });

  test.each([
    ['v2', /subscriptions\/all$/, 1],
    ['x-activity', /activity\/subscriptions$/, activityEvents.length + 1],
  ])('registers by %s, and changes nothing when repeated', async (events, path, subscriptions) => {
    const first = await registerBy(stage, events);
    expect(first).toMatchObject({
      status: 200,
      body: { accountId: business, webhook: { url: webhookUrl, valid: true }, subscribed: true },
    });
    expect(asked('POST', path)).toHaveLength(subscriptions);
    expect(asked('POST', /1\.1\/account_activity/)).toEqual([]);

    const again = await registerBy(stage, events);
    expect(again).toMatchObject({ status: 200, body: { webhook: first.body.webhook } });
    expect(asked('POST', /webhooks$/)).toHaveLength(1);

    await stage.customerWrites('1580011223', `Hello by ${events}`);
    await toldOf(stage, `Hello by ${events}`);
  });

  test('has one webhook for all of its accounts', async () => {
    const { accessToken, accessTokenSecret, id } = stage.x.control.registrations.addUser({
      name: 'Northwind Insurance',
      screenName: 'northwind_insurance',
    });
    const channel = { serviceIdentifier: id, providerWebhook: stage.connector.url, attributes: {} };
    await call('POST', `${stage.cim.ccmUrl}/sandbox/channels`, channel);
    const first = await registerBy(stage, 'x-activity');
    const second = await registerBy(stage, 'x-activity', {
      'ACCESS-TOKEN': accessToken,
      'ACCESS-TOKEN-SECRET': accessTokenSecret,
      'WEBHOOK-URL': webhookUrl.replace(business, id),
    });
    expect(second).toMatchObject({
      status: 200,
      body: { accountId: id, webhook: first.body.webhook },
    });
    expect(outcomes(second)['create-webhook']).toContain('serves all accounts of the app');

    await onX(stage, '/users/1580011223/messages', { to: id, text: 'To the other one' });
    const { message } = await toldOf(stage, 'To the other one');
    expect(message.header.channelData.serviceIdentifier).toBe(id);
  });

  test('is told that X has no room, and how to make some', async () => {
    const other = `https://${publicHost}/elsewhere/webhook/twitter/${business}`;
    const first = await registerBy(stage, 'v2', { 'WEBHOOK-URL': other.replace('/elsewhere', '') });
    const refused = await registerBy(stage, 'v2', {});
    expect(refused).toMatchObject({ status: 409, body: { step: 'create-webhook' } });
    expect(refused.body.detail).toContain('WebhookLimitExceeded');
    expect(refused.body.advice).toContain(first.body.webhook.id);
  });
});

describe('a registration by v2 that X refuses', () => {
  let stage: Stage;
  const creation = { method: 'POST', path: '/2/webhooks', times: 1 };
  const sample = (name: string): unknown =>
    JSON.parse(readFileSync(new URL(`fixtures/x/${name}.json`, import.meta.url), 'utf8'));

  beforeAll(async () => {
    stage = await setStage();
  });
  afterAll(() => stage.close());

  test.each([
    [400, 'v2.webhooks.error_400_crc', 422, 'CrcValidationFailed'],
    [400, 'v2.webhooks.error_400_url', 422, 'UrlValidationFailed'],
    [400, 'v2.webhooks.error_400_limit', 409, 'WebhookLimitExceeded'],
    [400, 'v2.webhooks.error_400_duplicate_url', 409, 'DuplicateUrlFailed'],
    [403, 'v2.error_403_client_forbidden', 422, 'enrolled'],
  ])('with %i %s is told with %i and X’s words', async (status, name, ours, words) => {
    await faultOnX(stage, { ...creation, times: 2, status, body: sample(name) });
    const refused = await registerBy(stage, 'v2');
    await clearFaults(stage);
    expect(refused).toMatchObject({ status: ours, body: { step: 'create-webhook' } });
    expect(refused.body.detail).toContain(words);
    expect(refused.body.advice.length).toBeGreaterThan(20);
  });

  test('with 500 once is done all the same', async () => {
    await faultOnX(stage, { ...creation, status: 500, body: sample('v2.error_500') });
    expect(await registerBy(stage, 'v2')).toMatchObject({ status: 200 });
  });
});

describe('a registration by another API in the middle of conversations', () => {
  const customers = ['7001', '7002', '7003', '7004'];
  const roundsEach = 8;
  const apis = ['v1.1', 'x-activity', 'v2', 'x-activity', 'v1.1'];

  test('loses nothing and doubles nothing', async () => {
    const settings = { batch: 2, batchWaitMs: 10, duplicate: 0.3, reorderMs: 30 };
    const stage = await setStage({ x: { settings } });
    try {
      for (const id of customers) {
        await onX(stage, '/users', { id, name: `Customer ${id}`, screenName: `c${id}` });
      }
      await registerBy(stage, 'v1.1');
      const wanted: string[] = [];
      for (const [i, events] of apis.entries()) {
        const moving = registerBy(stage, events);
        for (let round = 0; round < roundsEach; round++) {
          const texts = customers.map((id) => `${id}-${i}-${round}`);
          wanted.push(...texts);
          const written = customers.map((id, at) =>
            onX(stage, `/users/${id}/messages`, { to: business, text: texts[at] }),
          );
          await Promise.all([...written, stage.agentWrites('7001', `agent-${i}-${round}`)]);
        }
        expect(await moving).toMatchObject({ status: 200 });
      }

      const told = async () =>
        (await call('GET', `${stage.cim.ccmUrl}/sandbox/messages?type=PLAIN`)).body as Shown[];
      const pending = async () =>
        (await call('GET', `${stage.x.url}/sandbox/state`)).body.counts.deliveries.pending;
      await eventually(told, ({ length }) => length >= wanted.length, 30_000);
      await eventually(pending, (count) => count === 0, 30_000);
      expect((await told()).map(({ text }) => text ?? '').toSorted()).toEqual(wanted.toSorted());
      const answers = apis.flatMap((_events, i) =>
        Array.from({ length: roundsEach }, (_round, round) => `agent-${i}-${round}`),
      );
      const sent = await sentOnX(stage, answers.length, 30_000);
      expect(sent.map(({ text }) => text)).toEqual(answers);

      const attempts = (await call('GET', `${stage.x.url}/sandbox/deliveries`)).body;
      const forms = new Set(attempts.map(({ form }: { form: string }) => form));
      expect(forms).toEqual(new Set(['v1.1', 'v2', 'xaa']));
      const { subscriptions, v2 } = stage.x.control.state();
      expect(subscriptions.map(({ userId }) => userId)).toEqual([business]);
      expect(v2.map((app) => app.activitySubscriptions)).toEqual([[]]);
      expect(v2.flatMap(({ webhooks }) => webhooks.map(({ accounts }) => accounts))).toEqual([[]]);
    } finally {
      await stage.close();
    }
  }, 120_000);
});
