import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { startCimSandbox } from '../../../../sandbox/cim/cim-sandbox.ts';
import { answerJson, listen } from '../../../../sandbox/cim/http.ts';
import { call } from '../../../../sandbox/cim/test-client.ts';
import { channelDirectoryConformance } from '../../../domain/accounts/channel-directory.conformance.ts';
import { ManualClock } from '../../in-memory/manual-clock.ts';
import { CcmChannelDirectory } from './ccm-channel-directory.ts';
import { CcmClient } from './ccm-client.ts';

describe.each(['array', 'object'] as const)('with configurations as %s', (configurationsAs) => {
  channelDirectoryConformance('CCM', async () => {
    const sandbox = await startCimSandbox({ configurationsAs });
    const client = new CcmClient({ url: sandbox.ccmUrl, clock: new ManualClock() });
    const types = await call('GET', `${sandbox.ccmUrl}/channel-types`);
    return {
      directory: new CcmChannelDirectory(client),
      channelTypeId: types.body[0].id,
      put: async (channel) => {
        await call('POST', `${sandbox.ccmUrl}/sandbox/channels`, channel);
      },
      away: async (isAway) => {
        const method = isAway ? 'POST' : 'DELETE';
        await call(method, `${sandbox.ccmUrl}/sandbox/faults`, isAway ? { tear: true } : undefined);
      },
      close: async () => {
        await client.close();
        await sandbox.close();
      },
    };
  });
});

const fixture = new URL('../../../../test/fixtures/cim/channel.json', import.meta.url);
const channelObject = JSON.parse(readFileSync(fixture, 'utf8'));
const attributes = {
  'CONSUMER-KEY': 'x',
  'CONSUMER-SECRET': 'x',
  'TOKEN-KEY': 'x',
  'TOKEN-SECRET': 'x',
  'BEARER-TOKEN': 'x',
  EDIT_MESSAGE_SUPPORT_DM: 'true',
};

/** Asks a CCM that has these answers, and 404 for everything else. */
async function asked<T>(
  answers: Readonly<Record<string, unknown>>,
  ask: (directory: CcmChannelDirectory) => Promise<T>,
): Promise<T> {
  const server = await listen(async (request, response) => {
    const answer = answers[request.url ?? ''];
    if (answer === undefined) return answerJson(response, 404, { status: 'NOT_FOUND' });
    answerJson(response, 200, answer);
  }, 0);
  const client = new CcmClient({ url: server.url, clock: new ManualClock() });
  try {
    return await ask(new CcmChannelDirectory(client));
  } finally {
    await client.close();
    await server.close();
  }
}

const configurations = '/channel-connectors/configurations/902211';
const channel = '/channels/service-identifier/902211';
const find = (directory: CcmChannelDirectory) => directory.channel('902211');
const list = (directory: CcmChannelDirectory) => directory.channelsOfType('t 1');

test.each([
  ['is not there', {}],
  ['is null', { [configurations]: null }],
  ['is empty', { [configurations]: [] }],
  ['has no list', { [configurations]: { status: 'NOT_FOUND' } }],
])('takes the attributes from the channel when its configuration %s', async (_, answers) => {
  const found = await asked({ ...answers, [channel]: channelObject }, find);
  expect(found).toEqual({ serviceIdentifier: '902211', attributes });
});

test('reads numbers and booleans as text, and passes over what is no attribute', async () => {
  const given = [
    { key: 'A', value: 5, type: 'Number', more: {} },
    { key: 'B', value: true },
    { key: ' C ', value: ' kept as it is ' },
    { key: 'D', value: null },
    { key: 'E', value: {} },
    { value: 'F' },
    null,
    'G',
    { key: '__proto__', value: 'H' },
  ];
  const found = await asked({ [configurations]: { any: { name: 1 }, list: given } }, find);
  expect(Object.entries(found?.attributes ?? {})).toEqual([
    ['A', '5'],
    ['B', 'true'],
    ['C', ' kept as it is '],
    ['__proto__', 'H'],
  ]);
});

test.each([
  ['without a connector', { serviceIdentifier: '902211' }],
  ['with nulls', { serviceIdentifier: null, channelConnector: null }],
  ['with a connector without attributes', { channelConnector: { channelProviderConfigs: null } }],
])('finds a channel %s as one without attributes', async (_, answer) => {
  const found = await asked({ [channel]: answer }, find);
  expect(found).toEqual({ serviceIdentifier: '902211', attributes: {} });
});

test('lists every readable channel, whatever its neighbours look like', async () => {
  const broken = [null, 'x', {}, { serviceIdentifier: ' ' }, { serviceIdentifier: 2 ** 63 }, []];
  const numeric = { serviceIdentifier: 902212, channelConnector: { channelProviderConfigs: {} } };
  const answer = [...broken, channelObject, { ...broken }, numeric];
  const expected = [
    { serviceIdentifier: '902211', attributes },
    { serviceIdentifier: '902212', attributes: {} },
  ];
  expect(await asked({ '/channels?channelTypeId=t+1': answer }, list)).toEqual(expected);
  const page = { content: answer, totalPages: 1 };
  expect(await asked({ '/channels?channelTypeId=t+1': page }, list)).toEqual(expected);
});

test('lists nothing where CCM has nothing', async () => {
  expect(await asked({}, list)).toEqual([]);
  expect(await asked({ '/channels?channelTypeId=t+1': { status: 'NOT_FOUND' } }, list)).toEqual([]);
});
