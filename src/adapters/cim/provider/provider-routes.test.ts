import { afterEach, beforeEach, expect, test } from '@jest/globals';
import express, { type ErrorRequestHandler } from 'express';
import { startCimSandbox } from '../../../../sandbox/cim/cim-sandbox.ts';
import { listen } from '../../../../sandbox/cim/http.ts';
import { call } from '../../../../sandbox/cim/test-client.ts';
import type { Apis, Credentials } from '../../../domain/accounts/account.ts';
import { Failure, InvalidInput } from '../../../domain/errors.ts';
import { providerRoutes } from './provider-routes.ts';

const saved: Record<string, Credentials> = {};
const declared: Record<string, Apis | undefined> = {};
const loaded = { loaded: ['902211'], refused: { '902212': ['API-KEY is missing'] } };
const admit = (request: { headers: Record<string, unknown> }) => {
  if (request.headers['x-stranger'] !== undefined) throw new Failure('unauthorized', 'no');
};

let url: string;
let close: () => Promise<void>;

beforeEach(async () => {
  for (const id of Object.keys(saved)) delete saved[id];
  const router = providerRoutes(
    {
      saveCredentials: {
        execute: async (accountId, credentials, saying) => {
          saved[accountId] = credentials;
          declared[accountId] = saying?.apis;
        },
      },
      loadChannels: {
        execute: async (id) => {
          if (id === 'away') throw new Failure('unavailable', 'as told');
          return loaded;
        },
      },
    },
    { push: admit, administrator: admit },
  );
  const onError: ErrorRequestHandler = (thrown, _request, response, _next) => {
    if (thrown instanceof InvalidInput) response.status(400).json(thrown.faults);
    else response.status(503).json((thrown as Failure).code);
  };
  const app = express().use(express.json({ strict: false }), router, onError);
  ({ url, close } = await listen(async (request, response) => app(request, response), 0));
});
afterEach(() => close());

const attributes = {
  'CONSUMER-KEY': 'ck',
  CONSUMER_SECRET: 'cs',
  'token-key': 'tk',
  'TOKEN-SECRET': 'ts',
  'BEARER-TOKEN': 'bt',
  EDIT_MESSAGE_SUPPORT_DM: false,
};
const credentials = {
  consumerKey: 'ck',
  consumerSecret: 'cs',
  accessToken: 'tk',
  accessTokenSecret: 'ts',
  bearerToken: 'bt',
};
const connectorConfigurations = Object.entries(attributes).map(([key, value]) => ({ key, value }));
const push = (body: unknown) => call('POST', `${url}/connector-configurations`, body);
const load = (body: unknown) => call('POST', `${url}/channel-type-configurations`, body);

test('keeps the credentials that CCM pushes', async () => {
  const sandbox = await startCimSandbox();
  const channel = { serviceIdentifier: '902211', providerWebhook: url, attributes };
  await call('POST', `${sandbox.ccmUrl}/sandbox/channels`, channel);
  const pushed = await call('POST', `${sandbox.ccmUrl}/sandbox/channels/902211/push`);
  expect(pushed.body).toMatchObject({ status: 200 });
  expect(saved).toEqual({ '902211': credentials });
  await sandbox.close();
});

test('keeps a connection by OAuth 2.0 and the APIs that CCM pushes', async () => {
  const more = {
    'OAUTH2-CLIENT-ID': 'c',
    OAUTH2_REFRESH_TOKEN: 'r1',
    'MESSAGES-API': 'v2',
    EVENTS_API: 'X-Activity',
  };
  const list = Object.entries(more).map(([key, value]) => ({ key, value }));
  const configurations = [...connectorConfigurations, ...list];
  const pushing = push({ serviceIdentifier: '1', connectorConfigurations: configurations });
  expect(await pushing).toMatchObject({ status: 200 });
  expect(saved['1']).toMatchObject({
    accessToken: 'tk',
    userToken: { clientId: 'c', givenRefreshToken: 'r1' },
  });
  expect(declared['1']).toEqual({ messages: 'v2', events: 'x-activity' });
});

test('answers a push with an empty object, and takes a numeric service identifier', async () => {
  const answer = await push({ serviceIdentifier: 902211, connectorConfigurations, other: 1 });
  expect(answer).toEqual({ status: 200, body: {} });
  expect(saved).toEqual({ '902211': credentials });
});

const noIdentifier = 'serviceIdentifier must be the numeric id of the account';
const noList = 'connectorConfigurations is missing or not a list';
const secrets = [
  'API-KEY-SECRET (or API-SECRET) is missing',
  'ACCESS-TOKEN (or TOKEN-KEY) is missing',
  'ACCESS-TOKEN-SECRET (or TOKEN-SECRET) is missing',
];

test.each([
  [undefined, [noIdentifier, noList]],
  [[], [noIdentifier, noList]],
  [{ serviceIdentifier: '902211' }, [noList]],
  [{ serviceIdentifier: '902211', connectorConfigurations: null }, [noList]],
  [{ serviceIdentifier: ' ', connectorConfigurations }, [noIdentifier]],
  [{ serviceIdentifier: 2 ** 60, connectorConfigurations }, [noIdentifier]],
  [
    { connectorConfigurations: [null, { key: 'API-KEY', value: 'k' }, { key: 'TOKEN-KEY' }] },
    [noIdentifier, ...secrets],
  ],
])('refuses a push with everything that is missing: %j', async (body, faults) => {
  expect(await push(body)).toEqual({ status: 400, body: faults });
  expect(saved).toEqual({});
});

test('answers what became of the channels of a type', async () => {
  expect(await load({ channelTypeId: '64aa00000000000000000001' })).toEqual({
    status: 200,
    body: loaded,
  });
});

test.each([undefined, null, {}, { channelTypeId: ' ' }, { channelTypeId: null }])(
  'refuses a channel type that is not named: %j',
  async (body) => {
    const faults = ['channelTypeId is missing or blank'];
    expect(await load(body)).toEqual({ status: 400, body: faults });
  },
);

test('leaves failures to whoever answers for all routes', async () => {
  expect(await load({ channelTypeId: 'away' })).toEqual({ status: 503, body: 'unavailable' });
});

test.each(['connector-configurations', 'channel-type-configurations'])(
  'asks who is there before it looks at the body: %s',
  async (path) => {
    const response = await fetch(`${url}/${path}`, {
      method: 'POST',
      headers: { 'x-stranger': '' },
    });
    expect(await response.json()).toBe('unauthorized');
  },
);
