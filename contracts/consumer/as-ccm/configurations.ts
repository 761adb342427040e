import { expect } from '@jest/globals';
import { MatchersV3 } from '@pact-foundation/pact';
import type { CimSandbox } from '../../../sandbox/cim/cim-sandbox.ts';
import { call } from '../../../sandbox/cim/test-client.ts';
import { accountId, credentials } from '../../people.ts';
import { json } from '../bodies.ts';
import type { Contract, Example } from '../contract.ts';
import { asks } from '../plain-request.ts';
import { problem } from '../problems.ts';
import { taken } from './taken.ts';

/** The attributes of the channel provider, as administrators enter them. */
export const attributes = {
  'CONSUMER-KEY': credentials.consumerKey,
  'CONSUMER-SECRET': credentials.consumerSecret,
  'TOKEN-KEY': credentials.accessToken,
  'TOKEN-SECRET': credentials.accessTokenSecret,
};

const pushing = (given: object): Example['request'] => ({
  method: 'POST',
  path: '/connector-configurations',
  headers: { 'content-type': 'application/json' },
  body: json({
    serviceIdentifier: accountId,
    connectorConfigurations: Object.entries(given).map(([key, value]) => ({
      key,
      type: 'String2000',
      value: String(value),
    })),
  }),
});

const typeId = '66a1f0c2e4b0d95a7c3f1e42';

/** What CCM and administrators tell about channels. */
export function configurations(contract: Contract, sandbox: () => CimSandbox): void {
  const pushes = (what: string, given: object, response: Example['response']) =>
    contract.test(what, { request: pushing(given), response }, async (url) => {
      const { ccmUrl } = sandbox();
      const channel = { serviceIdentifier: accountId, providerWebhook: url, attributes: given };
      await call('POST', `${ccmUrl}/sandbox/channels`, channel);
      const { body } = await call('POST', `${ccmUrl}/sandbox/channels/${accountId}/push`);
      expect(body).toMatchObject({ status: response.status });
    });
  const { 'TOKEN-SECRET': _, ...lacking } = attributes;
  pushes('pushes the configuration of a channel', attributes, taken);
  const fault = 'ACCESS-TOKEN-SECRET (or TOKEN-SECRET) is missing';
  pushes('pushes a configuration that lacks a key', lacking, problem(400, fault));

  const loading = { method: 'POST', path: '/channel-type-configurations' } as const;
  const body = { channelTypeId: typeId };
  asks(
    contract,
    'asks to load the channels of a type',
    { ...loading, body },
    {
      given: [['CCM has a channel of the type, with its keys', { accountId, typeId }]],
      response: {
        status: 200,
        body: json({ loaded: MatchersV3.eachLike(accountId), refused: {} }),
      },
    },
  );
  asks(
    contract,
    'asks to load the channels of no type',
    { ...loading, body: {} },
    { response: problem(400, 'channelTypeId is missing or blank') },
  );
  asks(
    contract,
    'asks to load channels through the public gateway',
    { ...loading, body, headers: { 'x-forwarded-for': '203.0.113.7' } },
    { response: problem(403) },
  );
}

/** How those who watch ask whether the connector is up. */
export function health(contract: Contract): void {
  for (const path of ['/channel-connectors/health', '/actuator/health']) {
    const response = { status: 200, body: json({ status: 'UP' }) };
    asks(contract, `asks ${path}`, { method: 'GET', path }, { response });
  }
}
