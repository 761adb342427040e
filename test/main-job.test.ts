import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { call } from '../sandbox/stage/call.ts';
import { type Stage, setStage } from '../sandbox/stage/stage.ts';
import { DEFAULT_BUSINESS, DEFAULT_CUSTOMERS } from '../sandbox/twitter/defaults.ts';
import { eventually } from './eventually.ts';
import { faultOnX, sentOnX, shown } from './world.ts';

const [ada, grace] = DEFAULT_CUSTOMERS;
let stage: Stage;

beforeAll(async () => {
  stage = await setStage();
  expect(await stage.register()).toMatchObject({ status: 200 });
});
afterAll(() => stage.close());

describe('the main job', () => {
  test("shows a customer's direct message in the contact centre, exactly as it was typed", async () => {
    const text = 'Grüezi 👋🏽 & <hello>, see https://example.com/a?b=1&c=2\n👨‍👩‍👧 é';
    const { event } = (await stage.customerWrites(ada.id, text)).body;
    const [message] = await shown(stage, 'PLAIN', 1);
    expect(message?.unknownFields ?? []).toEqual([]);
    expect(message?.message).toMatchObject({
      header: {
        sender: { type: 'CONNECTOR', senderName: 'TWITTER-CONNECTOR' },
        channelData: {
          channelCustomerIdentifier: ada.id,
          serviceIdentifier: DEFAULT_BUSINESS.id,
          customerFirstName: 'Ada',
          customerLastName: 'Lovelace',
        },
        providerMessageId: event.id,
      },
      body: { type: 'PLAIN', markdownText: text },
    });
  });

  test("brings an agent's answer to the customer and reports it delivered", async () => {
    const text = 'Hello Ada 😀, one moment & I look <that> up';
    expect(await stage.agentWrites(ada.id, text, { id: 'agent-1' })).toMatchObject({
      body: { status: 200, body: {} },
    });
    const [sent] = await sentOnX(stage, 1);
    expect(sent).toMatchObject({ to: ada.id, text, via: 'api' });
    const [report] = await shown(stage, 'DELIVERYNOTIFICATION', 1);
    expect(report?.unknownFields ?? []).toEqual([]);
    expect(report?.message).toMatchObject({
      header: { providerMessageId: sent?.id },
      body: { messageId: 'agent-1', status: 'DELIVERED', reasonCode: '200' },
    });
  });

  test('sends an agent message once, however often CCM posts it', async () => {
    const before = (await sentOnX(stage, 0)).length;
    await stage.agentWrites(grace.id, 'only once', { id: 'agent-2' });
    await stage.agentWrites(grace.id, 'only once', { id: 'agent-2' });
    await stage.agentWrites(grace.id, 'the end', { id: 'agent-3' });
    const sent = await sentOnX(stage, before + 2);
    expect(sent.slice(before).map(({ text }) => text)).toEqual(['only once', 'the end']);
  });

  test('never shows our own sends, or those of staff in the X app, as the customer’s', async () => {
    const before = (await shown(stage, 'PLAIN', 0)).length;
    await call('POST', `${stage.x.url}/sandbox/users/${DEFAULT_BUSINESS.id}/messages`, {
      to: ada.id,
      text: 'from the app',
    });
    await stage.customerWrites(ada.id, 'after that');
    const messages = await shown(stage, 'PLAIN', before + 1);
    expect(messages.slice(before).map(({ text }) => text)).toEqual(['after that']);
  });

  test('sends a text above the limit in several messages, in order, reported once', async () => {
    const before = (await sentOnX(stage, 0)).length;
    const reports = (await shown(stage, 'DELIVERYNOTIFICATION', 0)).length;
    const words = Array.from({ length: 4_000 }, (_, i) => `word${i}`).join(' ');
    await stage.agentWrites(ada.id, words, { id: 'long-1' });
    const sent = (await sentOnX(stage, before + 4)).slice(before);
    expect(sent.every(({ text }) => text.length <= 10_000)).toBe(true);
    expect(sent.map(({ text }) => text).join(' ')).toBe(words);
    const after = (await shown(stage, 'DELIVERYNOTIFICATION', reports + 1)).slice(reports);
    expect(after.map(({ message }) => message.body.messageId)).toEqual(['long-1']);
  });

  test('tells the agent why a message cannot be delivered', async () => {
    const reports = (await shown(stage, 'DELIVERYNOTIFICATION', 0)).length;
    await faultOnX(stage, {
      path: '/1.1/direct_messages/events/new.json',
      recipient: grace.id,
      times: 1,
      status: 403,
      code: 349,
      message: 'You cannot send messages to this user.',
    });
    await stage.agentWrites(grace.id, 'are you there?', { id: 'closed-1' });
    const report = (await shown(stage, 'DELIVERYNOTIFICATION', reports + 1))[reports];
    expect(report?.message.body).toMatchObject({
      messageId: 'closed-1',
      status: 'FAILED',
      reasonCode: '400',
      markdownText: 'The customer does not accept direct messages from this account.',
    });
  });

  test('answers a message for an unknown channel with 404, and an empty one with 200', async () => {
    const unknown = await call('POST', `${stage.cim.ccmUrl}/sandbox/channels`, {
      serviceIdentifier: '4242',
      providerWebhook: stage.connector.url,
      attributes: {},
    });
    expect(unknown.status).toBeLessThan(300);
    const header = { channelData: { serviceIdentifier: '999', channelCustomerIdentifier: '1' } };
    const body = { type: 'PLAIN', markdownText: 'hi' };
    expect(
      await call('POST', `${stage.connector.url}/message/receive`, { id: 'u1', header, body }),
    ).toMatchObject({ status: 404, contentType: 'application/problem+json' });
    const before = (await sentOnX(stage, 0)).length;
    expect(await stage.agentWrites(ada.id, '  ')).toMatchObject({ body: { status: 200 } });
    await stage.agentWrites(ada.id, 'after the empty one');
    expect((await sentOnX(stage, before + 1)).at(-1)?.text).toBe('after the empty one');
  });

  test('marks a revoked account, stops sending for it, and goes on with new credentials', async () => {
    const before = (await sentOnX(stage, 0)).length;
    await call('POST', `${stage.x.url}/sandbox/users/${DEFAULT_BUSINESS.id}/revoke`, {});
    const health = () => call('GET', `${stage.connector.url}/health/ready`);
    const revoked = await eventually(health, ({ body }) =>
      JSON.stringify(body).includes('revoked'),
    );
    expect(revoked.body.components[`x/${DEFAULT_BUSINESS.id}`]).toMatchObject({
      status: 'DOWN',
      account: 'revoked',
    });
    await stage.agentWrites(ada.id, 'held for now');
    const { body: token } = await call(
      'POST',
      `${stage.x.url}/sandbox/users/${DEFAULT_BUSINESS.id}/tokens`,
      {},
    );
    expect(
      await stage.register({
        'ACCESS-TOKEN': token.accessToken,
        'ACCESS-TOKEN-SECRET': token.accessTokenSecret,
      }),
    ).toMatchObject({ status: 200 });
    const sent = (await sentOnX(stage, before + 1)).slice(before);
    expect(sent.map(({ text }) => text)).toEqual(['held for now']);
  });
});
