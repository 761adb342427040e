import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { bind } from '../binding/bind.ts';
import { type CimSandbox, startCimSandbox } from '../cim-sandbox.ts';
import { call, connectorStandIn } from '../test-client.ts';

let sandbox: CimSandbox;
let connector: Awaited<ReturnType<typeof connectorStandIn>>;

beforeEach(async () => {
  sandbox = await startCimSandbox();
  connector = await connectorStandIn(202);
  await control('channels', {
    serviceIdentifier: '902211',
    providerWebhook: connector.url,
    attributes: { 'CONSUMER-KEY': 'key' },
  });
});

afterEach(async () => {
  await sandbox.close();
  await connector.close();
});

const control = (path: string, body?: unknown) =>
  call('POST', `${sandbox.ccmUrl}/sandbox/${path}`, body);

const toCustomer = { serviceIdentifier: '902211', customer: '158' };

const HEADER_ORDER = [
  'sender',
  'channelData',
  'language',
  'timestamp',
  'securityInfo',
  'stamps',
  'intent',
  'entities',
  'channelSessionId',
  'conversationId',
  'customer',
  'originalMessageId',
  'providerMessageId',
  'roomId',
  'schedulingMetaData',
];

describe('an agent message', () => {
  test('reaches the connector as a full message the object model knows', async () => {
    const { status, body } = await control('agent', { ...toCustomer, text: 'Hi' });
    const [received] = connector.received;
    expect({ status, body }).toEqual({
      status: 200,
      body: { id: received?.body.id, status: 202, body: { seen: 1 } },
    });
    expect(received?.path).toBe('/message/receive');
    expect(received?.body).toMatchObject({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      header: {
        sender: { type: 'AGENT' },
        channelData: { channelCustomerIdentifier: '158', serviceIdentifier: '902211' },
        timestamp: expect.any(Number),
        conversationId: expect.stringMatching(/^[0-9a-f]{24}$/),
        channelSessionId: expect.stringMatching(/^[0-9a-f]{24}$/),
        customer: { twitter: ['158'] },
      },
      body: { type: 'PLAIN', markdownText: 'Hi' },
    });
    expect(Object.keys(received?.body.header)).toEqual(HEADER_ORDER);
    const clean = { accepted: true, violations: [], unknownFields: [] };
    expect(bind(received?.body)).toMatchObject(clean);
  });

  test('can have any id, sender, body, header field and path', async () => {
    await control('agent', {
      ...toCustomer,
      id: 'mine',
      senderType: 'BOT',
      body: { type: 'CAROUSEL', data: {} },
      header: { intent: 'REPLY_TO', originalMessageId: 'other' },
      path: '/ccm-msg/receive',
    });
    expect(connector.received).toMatchObject([
      {
        path: '/ccm-msg/receive',
        body: {
          id: 'mine',
          header: { sender: { type: 'BOT' }, intent: 'REPLY_TO', originalMessageId: 'other' },
          body: { type: 'CAROUSEL', data: {} },
        },
      },
    ]);
  });

  test('stays in one conversation with each customer', async () => {
    for (const customer of ['1', '1', '2'])
      await control('agent', { ...toCustomer, customer, text: 'x' });
    const [first, second, other] = connector.received.map((each) => each.body.header);
    expect(second.conversationId).toBe(first.conversationId);
    expect(other.conversationId).not.toBe(first.conversationId);
  });

  test('is not sent again when the connector cannot be reached', async () => {
    await connector.close();
    const { status, body } = await control('agent', { ...toCustomer, text: 'Hi' });
    expect(status).toBe(200);
    expect(body).toMatchObject({ status: 0, error: expect.stringMatching(/ECONN/) });
    expect(connector.received).toEqual([]);
  });

  test('needs a channel, with a webhook', async () => {
    const to = (serviceIdentifier: string) =>
      control('agent', { serviceIdentifier, customer: '1', text: 'x' });
    expect((await to('1')).status).toBe(404);
    await control('channels', { serviceIdentifier: '1' });
    expect((await to('1')).status).toBe(409);
  });

  test('is refused with every fault of the request named', async () => {
    const { status, body } = await control('agent', { customer: 5, senderType: 'X', more: 1 });
    expect(status).toBe(400);
    expect(body.faults).toEqual([
      expect.stringContaining('serviceIdentifier'),
      expect.stringContaining('customer'),
      expect.stringContaining('senderType'),
      expect.stringContaining('more'),
    ]);
    const both = await control('agent', { ...toCustomer, text: 'x', body: {} });
    expect(both.body.faults).toEqual([expect.stringContaining('text or body')]);
  });
});

test('a push hands the connector all attributes of the channel', async () => {
  const { body } = await control('channels/902211/push');
  expect(body).toEqual({ status: 202, body: { seen: 1 } });
  expect(connector.received).toEqual([
    {
      path: '/connector-configurations',
      body: {
        serviceIdentifier: '902211',
        connectorConfigurations: [{ key: 'CONSUMER-KEY', type: 'String2000', value: 'key' }],
      },
    },
  ]);
});

test('a push of an unknown channel is NOT_FOUND', async () => {
  expect((await control('channels/1/push')).status).toBe(404);
});
