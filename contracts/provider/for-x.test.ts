import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { call } from '../../sandbox/stage/call.ts';
import { webhookSignature } from '../../sandbox/twitter/account-activity/webhook-signature.ts';
import { eventually } from '../../test/eventually.ts';
import type { Interaction } from '../pact-files.ts';
import { accountId, credentials, customerId } from '../people.ts';
import { type Arrived, arrived } from './arrivals.ts';
import { becomes, stateAfter } from './becomes.ts';
import { ConnectorRig } from './connector-rig.ts';
import { filesOfCustomers } from './customer-files.ts';
import { keepsContract } from './keeps-contract.ts';
import type { Sent } from './rebuilt.ts';

let rig: ConnectorRig;
let full: ConnectorRig | undefined;
let meant: ConnectorRig;

/** Something is left over, which may hold up what comes. */
let isSpoilt = false;

/** The id of the agent's message that the customer may read. */
let agentsMessage = '';

async function agentWrites(): Promise<void> {
  const id = `agent ${rig.x.control.messages().length} ${performance.now()}`;
  agentsMessage = id;
  await call('POST', `${rig.url}/message/receive`, {
    id,
    header: {
      channelData: { channelCustomerIdentifier: customerId, serviceIdentifier: accountId },
    },
    body: { type: 'PLAIN', markdownText: 'Hello' },
  });
  await eventually(
    async () => (await rig.cimControl('GET', 'messages')) as readonly Arrived[],
    (all) => all.some(({ type }) => type === 'DELIVERYNOTIFICATION'),
  );
  await rig.cimControl('POST', 'reset', {});
}

const facts = {
  'the account is configured': () => rig.configure(),
  'an agent has written to the customer': agentWrites,
  ...filesOfCustomers(() => rig.x),
  'the disk is full': async () => {
    full = meant = await ConnectorRig.start({}, rig);
    await full.configure();
    full.fillDisk();
  },
};

/** What leads to files leads to those that the sandbox has, so that X would have signed it so. */
function signedAnew(sent: Sent): Sent {
  const { body } = sent;
  if (!body?.includes(rig.x.url)) return sent;
  return { ...sent, signature: webhookSignature(body, credentials.consumerSecret) };
}

async function effect(interaction: Interaction): Promise<void> {
  const { request, response } = interaction;
  const isTaken = request.method === 'POST' && response.status === 200;
  const expected = isTaken ? becomes(interaction, agentsMessage) : [];
  isSpoilt = true;
  const found = await arrived(rig, expected?.length ?? 0);
  const state = await accountState();
  isSpoilt = !isDeepStrictEqual(found, expected) || state !== 'active';
  expect(found).toEqual(expected);
  expect(state).toBe(stateAfter(interaction));
}

/** What operators are told of the account. */
async function accountState(): Promise<unknown> {
  const { body } = await call('GET', `${rig.url}/health/ready`);
  return body.components[`x/${accountId}`].account;
}

async function start(): Promise<void> {
  rig = await ConnectorRig.start();
  await rig.configure();
}

async function stop(): Promise<void> {
  await full?.close();
  full = undefined;
  await rig.close();
}

async function reset(): Promise<void> {
  if (isSpoilt) {
    await stop();
    await start();
    isSpoilt = false;
  }
  meant = rig;
  await rig.cimControl('POST', 'reset', {});
}

describe('the connector, for X', () => {
  beforeAll(start);
  afterAll(stop);

  keepsContract(
    { consumer: 'x', provider: 'twitter-connector' },
    { facts, reset, provider: () => ({ url: meant.url, prepared: signedAnew }), effect },
  );
});
