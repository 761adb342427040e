import { expect } from '@jest/globals';
import { MatchersV3 } from '@pact-foundation/pact';
import { CcmChannelDirectory } from '../../../src/adapters/cim/ccm/ccm-channel-directory.ts';
import { json } from '../bodies.ts';
import type { Contract, Example } from '../contract.ts';
import { accountId, strangerId } from '../../people.ts';
import { withCcm } from './client.ts';

const { eachLike, like } = MatchersV3;

/** The id of a channel type, as CCM makes ids. */
const typeId = '66a1f0c2e4b0d95a7c3f1e42';

const directory = <T>(url: string, ask: (directory: CcmChannelDirectory) => Promise<T>) =>
  withCcm(url, (client) => ask(new CcmChannelDirectory(client)));

const ask = (path: string, query: Example['request']['query'] = {}): Example['request'] => ({
  method: 'GET',
  path,
  query,
  headers: { accept: 'application/json' },
});

const attribute = { key: like('CONSUMER-KEY'), type: like('String2000'), value: like('key') };
const attributes = { 'CONSUMER-KEY': 'key' };

const channel = {
  serviceIdentifier: like(accountId),
  channelConnector: { channelProviderConfigs: eachLike(attribute) },
};

const configured = [
  'the channel of the account has the attribute',
  { accountId, key: 'CONSUMER-KEY', value: 'key' },
] as const;
const absent = { status: 404, body: json({ status: like('NOT_FOUND') }) };

/** What we ask CCM about channels. */
export function lookUps(contract: Contract): void {
  const configurations = `/channel-connectors/configurations/${accountId}`;

  contract.test(
    'tells the configuration of a channel',
    {
      given: [configured],
      request: ask(configurations),
      response: { status: 200, body: json(eachLike(attribute)) },
    },
    async (url) =>
      expect(await directory(url, (asked) => asked.channel(accountId))).toEqual({
        serviceIdentifier: accountId,
        attributes,
      }),
  );

  contract.test(
    'tells the configuration of a channel in the other form',
    {
      given: [configured, 'configurations are wrapped in an object'],
      request: ask(configurations),
      response: { status: 200, body: json({ connectorConfigurations: eachLike(attribute) }) },
    },
    async (url) =>
      expect(await directory(url, (asked) => asked.channel(accountId))).toEqual({
        serviceIdentifier: accountId,
        attributes,
      }),
  );

  contract.test(
    'tells the channel itself, where its configuration is empty',
    [
      {
        receiving: 'tells that a channel has no configuration',
        given: [['the channel of the account has no attributes', { accountId }]],
        request: ask(configurations),
        response: { status: 200, body: json([]) },
      },
      {
        receiving: 'tells a channel',
        given: [configured],
        request: ask(`/channels/service-identifier/${accountId}`),
        response: { status: 200, body: json(channel) },
      },
    ],
    async (url) =>
      expect(await directory(url, (asked) => asked.channel(accountId))).toEqual({
        serviceIdentifier: accountId,
        attributes,
      }),
  );

  contract.test(
    'tells that there is no such channel',
    [
      {
        receiving: 'tells that there is no configuration of such a channel',
        request: ask(`/channel-connectors/configurations/${strangerId}`),
        response: absent,
      },
      {
        receiving: 'tells that there is no such channel',
        request: ask(`/channels/service-identifier/${strangerId}`),
        response: absent,
      },
    ],
    async (url) =>
      expect(await directory(url, (asked) => asked.channel(strangerId))).toBeUndefined(),
  );

  contract.test(
    'lists the channels of a type',
    {
      given: [configured, ['the type of the channel is', { typeId }]],
      request: ask('/channels', { channelTypeId: typeId }),
      response: { status: 200, body: json(eachLike(channel)) },
    },
    async (url) =>
      expect(await directory(url, (asked) => asked.channelsOfType(typeId))).toEqual([
        { serviceIdentifier: accountId, attributes },
      ]),
  );

  contract.test(
    'lists no channels of a type that it does not know',
    {
      request: ask('/channels', { channelTypeId: 'unknown' }),
      response: { status: 200, body: json([]) },
    },
    async (url) =>
      expect(await directory(url, (asked) => asked.channelsOfType('unknown'))).toEqual([]),
  );
}
