import { afterAll, beforeAll, describe } from '@jest/globals';
import { type CimSandbox, startCimSandbox } from '../../sandbox/cim/cim-sandbox.ts';
import { call } from '../../sandbox/cim/test-client.ts';
import type { Values } from '../pact-files.ts';
import { accountId } from '../people.ts';
import { keepsContract } from './keeps-contract.ts';

let sandbox: CimSandbox;

const control = async (path: string, body: unknown): Promise<void> => {
  await call('POST', `${sandbox.ccmUrl}/sandbox/${path}`, body);
};

const channel = (attributes: object) =>
  control('channels', { serviceIdentifier: accountId, attributes });

const answers =
  (status: number, more: object = {}) =>
  () =>
    control('faults', { path: '/message/receive', status, ...more });

const error = (status: number, words: string) => ({
  body: { status, error: words, message: words },
});

const facts = {
  'the channel of the account has the attribute': ({ key, value }: Values) =>
    channel({ [String(key)]: value }),
  'the channel of the account has no attributes': () => channel({}),
  'configurations are wrapped in an object': () =>
    control('settings', { configurationsAs: 'object' }),
  'the type of the channel is': async ({ typeId }: Values) => {
    const { body } = await call('GET', `${sandbox.ccmUrl}/channel-types`);
    return { [String(typeId)]: String(body[0].id) };
  },
  'CCM answers 413 to messages': answers(413, error(413, 'Payload Too Large')),
  'CCM answers 500 to messages': answers(500, error(500, 'Internal Server Error')),
  'CCM answers 503 to messages': answers(503, { headers: { 'retry-after': '5' } }),
  'CCM answers 429 to messages': answers(429, { headers: { 'retry-after': '5' } }),
  'CCM answers 401 to messages': answers(401),
};

describe('the sandbox, as CCM', () => {
  beforeAll(async () => {
    sandbox = await startCimSandbox();
  });
  afterAll(() => sandbox.close());

  keepsContract(
    { consumer: 'twitter-connector', provider: 'ccm' },
    { facts, reset: () => control('reset', {}), provider: () => ({ url: sandbox.ccmUrl }) },
  );
});
