import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { call } from '../sandbox/stage/call.ts';
import { type Stage, setStage } from '../sandbox/stage/stage.ts';
import { DEFAULT_APP, DEFAULT_BUSINESS, DEFAULT_CUSTOMERS } from '../sandbox/twitter/defaults.ts';
import { Collector } from './collector.ts';
import { clearFaults, faultOnCcm, faultOnX, sentOnX, shown } from './world.ts';

const [ada] = DEFAULT_CUSTOMERS;
const words = ['aardvark', 'bumblebee', 'chinchilla', 'dragonfly', 'echidna'];
const collector = new Collector();
let stage: Stage;
const answers: unknown[] = [];
let metrics = '';

/** A whole run with everything in it that is worth a log line, at the most talkative level. */
beforeAll(async () => {
  stage = await setStage({
    environment: {
      ...(await collector.listen()),
      LOG_LEVEL: 'trace',
      ADMIN_TOKEN: 'an-admin-token-0123456789',
      PROVIDER_TOKEN: 'a-provider-token-0123456789',
      TWITTER_TIMEOUT_MS: '500',
      ECHO_WAIT_MS: '100',
    },
  });
  const admin = { authorization: 'Bearer an-admin-token-0123456789' };
  const post = async (path: string, body: unknown, headers = {}) => {
    const answer = await call('POST', stage.connector.url + path, body, headers);
    answers.push(answer.body);
    return answer;
  };
  await post(
    '/webhook/twitter/register-and-subscribe',
    { 'API-KEY': DEFAULT_APP.consumerKey },
    admin,
  );
  await stage.register();
  const attributes = {
    'API-KEY': DEFAULT_APP.consumerKey,
    'API-KEY-SECRET': DEFAULT_APP.consumerSecret,
    'ACCESS-TOKEN': DEFAULT_BUSINESS.accessToken,
    'ACCESS-TOKEN-SECRET': DEFAULT_BUSINESS.accessTokenSecret,
  };
  const connectorConfigurations = Object.entries(attributes).map(([key, value]) => ({
    key,
    value,
  }));
  const pushed = { serviceIdentifier: DEFAULT_BUSINESS.id, connectorConfigurations };
  expect(await post('/connector-configurations', pushed, admin)).toMatchObject({ status: 200 });
  const { 'WEBHOOK-URL': _, ...registration } = { 'WEBHOOK-URL': '', ...attributes };
  const webhook = `https://connector.example/webhook/twitter/${DEFAULT_BUSINESS.id}`;
  await post(
    '/webhook/twitter/register-and-subscribe',
    { ...registration, 'WEBHOOK-URL': webhook, 'ENVIRONMENT-NAME': 'prod' },
    admin,
  );

  await faultOnCcm(stage, {
    path: '/message/receive',
    times: 1,
    status: 400,
    body: { message: words[0] },
  });
  await stage.customerWrites(ada.id, words[0] ?? '');
  await faultOnCcm(stage, {
    path: '/message/receive',
    times: 2,
    status: 503,
    body: { message: words[1] },
  });
  await stage.customerWrites(ada.id, words[1] ?? '');
  await shown(stage, 'PLAIN', 1);
  const sends = '/1.1/direct_messages/events/new.json';
  const agent = (text: string) =>
    post('/message/receive?token=a-provider-token-0123456789', {
      header: {
        channelData: { serviceIdentifier: DEFAULT_BUSINESS.id, channelCustomerIdentifier: ada.id },
      },
      body: { type: 'PLAIN', markdownText: text },
    });
  await faultOnX(stage, { path: sends, times: 1, when: 'after', tear: true });
  await agent(words[2] ?? '');
  await shown(stage, 'DELIVERYNOTIFICATION', 1);
  await faultOnX(stage, {
    path: sends,
    times: 1,
    status: 403,
    code: 151,
    message: `There was an error: ${words[3]}`,
  });
  await agent(words[3] ?? '');
  await shown(stage, 'DELIVERYNOTIFICATION', 2);
  await agent(words[4] ?? '');
  await sentOnX(stage, 2);
  await post('/message/receive', `{"header": "${words[0]}`, {});
  answers.push((await call('GET', `${stage.connector.url}/health/ready`)).body);
  await clearFaults(stage);
  metrics = await (await fetch(stage.connector.metricsUrl)).text();
  await stage.connector.stop();
}, 60_000);
afterAll(async () => {
  await stage.close();
  await collector.close();
});

describe('a whole run', () => {
  const secrets = [
    DEFAULT_APP.consumerSecret,
    DEFAULT_APP.consumerKey,
    DEFAULT_BUSINESS.accessToken,
    DEFAULT_BUSINESS.accessTokenSecret,
    'an-admin-token-0123456789',
    'a-provider-token-0123456789',
  ];

  test('has something to read', () => {
    for (const line of [
      'accepted',
      'delivered',
      'held',
      'dead letter',
      'doubt settled',
      'account',
      'stopped',
    ]) {
      expect(stage.connector.output).toContain(line);
    }
    const names = new Set(collector.spans.map(({ name }) => name));
    for (const name of [
      'GET /webhook/twitter/{accountId}',
      'POST /webhook/twitter/{accountId}',
      'POST /webhook/twitter/register-and-subscribe',
      'POST /message/receive',
      'POST /1.1/direct_messages/events/new.json',
      'deliver contact-center',
      'deliver x/{account}',
    ]) {
      expect(names).toContain(name);
    }
    expect(metrics).toContain('twitter_connector_messages_delivered_total');
    expect(collector.received).toContain('twitter_connector.messages.delivered');
  });

  test.each([...secrets, 'crc_token', 'OAuth ', 'Bearer '])(
    'exports nothing secret (%#)',
    (secret) => {
      expect(collector.received).not.toContain(secret);
      expect(metrics).not.toContain(secret);
    },
  );

  test.each(words)('exports nothing of the text of a message (%#)', (word) => {
    expect(collector.received).not.toContain(word);
    expect(metrics).not.toContain(word);
  });

  test.each(secrets)('never logs or answers a secret (%#)', (secret) => {
    expect(stage.connector.output).not.toContain(secret);
    expect(JSON.stringify(answers)).not.toContain(secret);
  });

  test.each(words)('never logs or answers the text of a message (%#)', (word) => {
    expect(stage.connector.output).not.toContain(word);
    expect(JSON.stringify(answers)).not.toContain(word);
  });
});
