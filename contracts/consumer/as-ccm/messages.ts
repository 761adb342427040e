import { expect } from '@jest/globals';
import { MatchersV3 } from '@pact-foundation/pact';
import type { CimSandbox } from '../../../sandbox/cim/cim-sandbox.ts';
import { call } from '../../../sandbox/cim/test-client.ts';
import { type AgentMessage, agentMessages } from '../../agent-messages.ts';
import { accountId, customerId, sentAtMs } from '../../people.ts';
import { json } from '../bodies.ts';
import type { Contract, Example, Fact } from '../contract.ts';
import { problem } from '../problems.ts';
import { taken } from './taken.ts';

const { regex } = MatchersV3;

const objectId = (example: string) => regex('^[0-9a-f]{24}$', example);

const senders = {
  AGENT: {
    id: regex('^\\S+$', '68c12f0b-8d4e-4f7a-9f60-2f0c0a9d7b11'),
    type: 'AGENT',
    senderName: MatchersV3.like('agent1'),
    additionalDetail: null,
  },
  BOT: {
    id: objectId('6400000000000000000000b1'),
    type: 'BOT',
    senderName: MatchersV3.like('BOT'),
    additionalDetail: null,
  },
};

/** A message with all fields of the object model, as CCM sends it. */
const envelope = ({
  id,
  body,
  header,
  senderType = 'AGENT',
  account = accountId,
}: SentMessage) => ({
  id,
  header: {
    sender: senders[senderType],
    channelData: {
      channelCustomerIdentifier: customerId,
      serviceIdentifier: account,
      requestPriority: 0,
      customerFirstName: 'John',
      customerLastName: 'Doe',
      additionalAttributes: [{ key: 'MESSAGE_TYPE', type: 'String100', value: 'DM' }],
    },
    language: {},
    timestamp: sentAtMs,
    securityInfo: {},
    stamps: [],
    intent: null,
    entities: null,
    channelSessionId: objectId('6400000000000000000000c1'),
    conversationId: objectId('6400000000000000000000c2'),
    customer: {
      _id: objectId('6400000000000000000000c3'),
      firstName: 'John',
      phoneNumber: [],
      isAnonymous: false,
      __v: 0,
      twitter: [customerId],
    },
    originalMessageId: null,
    providerMessageId: null,
    roomId: objectId('6400000000000000000000c4'),
    schedulingMetaData: null,
    ...header,
  },
  body,
});

interface SentMessage extends Omit<AgentMessage, 'what'> {
  /** The account that is spoken for, where it is another. */
  readonly account?: string;
}

const configured: Fact = ['the account is configured', { accountId }];

const posting = (message: SentMessage, path = '/message/receive'): Example['request'] => ({
  method: 'POST',
  path,
  headers: { 'content-type': 'application/json' },
  body: json(envelope(message)),
});

/** Everything that CCM hands over, as the sandbox does it; `sandbox` is running by then. */
export function agentMessagesOf(contract: Contract, sandbox: () => CimSandbox): void {
  const sends = async (
    url: string,
    { header, account = accountId, ...message }: SentMessage,
    status: number,
    path?: string,
  ) => {
    const { ccmUrl } = sandbox();
    const channel = { serviceIdentifier: account, providerWebhook: url };
    await call('POST', `${ccmUrl}/sandbox/channels`, channel);
    const { body } = await call('POST', `${ccmUrl}/sandbox/agent`, {
      serviceIdentifier: account,
      customer: customerId,
      ...message,
      header: { timestamp: sentAtMs, ...header },
      ...(path !== undefined && { path }),
    });
    expect(body).toMatchObject({ status });
  };

  for (const { what, ...message } of agentMessages) {
    const held = ['FILE', 'IMAGE', 'VIDEO', 'AUDIO', 'MULTIMEDIA', 'COMMENT'];
    const given: readonly Fact[] = held.includes(String(message.body['type']))
      ? [configured, ['the File Engine holds the file', { name: '1_a.png' }]]
      : [configured];
    contract.test(what, { given, request: posting(message), response: taken }, (url) =>
      sends(url, message, 200),
    );
  }

  const hello = (id: string): SentMessage => ({
    id: `1a2c042f-3d4e-4f7a-9f60-${id}`,
    body: { type: 'PLAIN', markdownText: 'Hello' },
  });
  const also = (what: string, id: string, example: Partial<Example>, path?: string) => {
    const request = posting(hello(id), path);
    contract.test(what, { given: [configured], request, response: taken, ...example }, (url) =>
      sends(url, hello(id), 200, path),
    );
  };

  const paths = [
    '/',
    '/ccm-msg/receive',
    '/cim-messages',
    '/messages',
    '/twitter-connector/message/receive',
  ];
  for (const [n, path] of paths.entries()) {
    also(`hands over a message at the path ${path}`, `0000000001${n}0`, {}, path);
  }
  also('hands over a message once more', '000000000200', {
    given: [configured, ['the message was taken before', { id: hello('000000000200').id }]],
  });
  const foreign = (
    what: string,
    message: SentMessage,
    fact: string,
    response: Example['response'],
  ) => {
    const given: readonly Fact[] = [[fact, { accountId: String(message.account) }]];
    contract.test(what, { given, request: posting(message), response }, (url) =>
      sends(url, message, response.status),
    );
  };
  const onlyCcm = 'only CCM knows the account, and its keys';
  foreign(
    'hands over a message for an account that was not pushed',
    { ...hello('000000000300'), account: '902211' },
    onlyCcm,
    taken,
  );
  const nobody = 'nobody knows the account';
  foreign(
    'hands over a message for an account that is not there',
    { ...hello('000000000400'), account: '902212' },
    nobody,
    problem(404),
  );

  const faulty = { ...hello('000000000500'), header: { channelData: { requestPriority: 0 } } };
  contract.test(
    'hands over a message for nobody',
    {
      given: [configured],
      request: posting(faulty),
      response: problem(400, 'header.channelData.serviceIdentifier is missing or blank'),
    },
    (url) => sends(url, faulty, 400),
  );
  const untyped = {
    ...hello('000000000600'),
    body: { type: 'PLAIN', markdownText: { text: 'Hi' } },
  };
  contract.test(
    'hands over a text that is none',
    {
      given: [configured],
      request: posting(untyped),
      response: problem(400, 'body.markdownText is not text'),
    },
    (url) => sends(url, untyped, 400),
  );
}
