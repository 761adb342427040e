import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type CimSandbox, startCimSandbox } from '../cim-sandbox.ts';
import { call } from '../test-client.ts';

let sandbox: CimSandbox;

const attributes = {
  'CONSUMER-KEY': 'key',
  EDIT_MESSAGE_SUPPORT_DM: false,
  LIST: ['a'],
};

beforeAll(async () => {
  sandbox = await startCimSandbox();
  await call('POST', `${sandbox.ccmUrl}/sandbox/channels`, {
    serviceIdentifier: '902211',
    name: 'Twitter DM',
    providerWebhook: 'http://127.0.0.1:9/',
    attributes,
  });
});

afterAll(() => sandbox.close());

const get = (path: string) => call('GET', sandbox.ccmUrl + path);

const configurations = [
  { key: 'CONSUMER-KEY', type: 'String2000', value: 'key' },
  { key: 'EDIT_MESSAGE_SUPPORT_DM', type: 'Boolean', value: 'false' },
  { key: 'LIST', type: 'StringList', value: '["a"]' },
];

/** The same value with every scalar replaced by its type, and lists by their first element. */
function shape(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map(shape);
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, shape(each)]));
}

test('a channel looks like a recorded one', async () => {
  const fixture = new URL('../../../test/fixtures/cim/channel.json', import.meta.url);
  const recorded = JSON.parse(readFileSync(fixture, 'utf8')) as unknown;
  const { status, body } = await get('/channels/service-identifier/902211');
  expect(status).toBe(200);
  expect(shape(body)).toEqual(shape(recorded));
  expect(body.channelConnector.channelProviderConfigs).toEqual(configurations);
  expect(body.channelConnector.channelProviderInterface.providerWebhook).toBe('http://127.0.0.1:9');
});

test('channels are found by the id of their type only', async () => {
  const types = (await get('/channel-types')).body;
  const twitter = types.find((each: any) => each.name === 'TWITTER');
  const found = await get(`/channels?channelTypeId=${twitter.id}`);
  expect(found.body).toMatchObject([{ serviceIdentifier: '902211', channelType: twitter }]);
  expect((await get('/channels?channelTypeId=other')).body).toEqual([]);
});

test('configurations come as a bare list, or wrapped when told so', async () => {
  const path = '/channel-connectors/configurations/902211';
  expect((await get(path)).body).toEqual(configurations);
  await call('POST', `${sandbox.ccmUrl}/sandbox/settings`, { configurationsAs: 'object' });
  expect((await get(path)).body).toEqual({ connectorConfigurations: configurations });
});

test.each(['/channels/service-identifier/1', '/channel-connectors/configurations/1'])(
  'an unknown service identifier is NOT_FOUND: %s',
  async (path) => {
    expect(await get(path)).toMatchObject({ status: 404, body: { status: 'NOT_FOUND' } });
  },
);

test('a channel type that is added is listed', async () => {
  const type = { name: 'VIBER', channelLogo: 'v', isInteractive: true, mediaRoutingDomain: '1' };
  const added = await call('POST', `${sandbox.ccmUrl}/channel-types`, type);
  expect(added.body).toMatchObject({ ...type, id: expect.any(String) });
  expect((await get('/channel-types')).body).toContainEqual(added.body);
  const faulty = await call('POST', `${sandbox.ccmUrl}/channel-types`, { name: 'X' });
  expect(faulty.status).toBe(400);
});

test('changing a channel keeps what is not mentioned', async () => {
  const change = { serviceIdentifier: '902211', attributes: { A: 'b' } };
  const { status, body } = await call('POST', `${sandbox.ccmUrl}/sandbox/channels`, change);
  expect(status).toBe(200);
  expect(body.name).toBe('Twitter DM');
  const { providerWebhook } = body.channelConnector.channelProviderInterface;
  expect(providerWebhook).toBe('http://127.0.0.1:9');
  expect(body.channelConnector.channelProviderConfigs).toEqual([
    { key: 'A', type: 'String2000', value: 'b' },
  ]);
});
