import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { call } from '../../sandbox/stage/call.ts';
import { eventually } from '../../test/eventually.ts';
import type { Interaction } from '../pact-files.ts';
import { accountId, customerId } from '../people.ts';
import { type Arrived, arrived } from './arrivals.ts';
import { ConnectorRig } from './connector-rig.ts';
import { keepsContract } from './keeps-contract.ts';

let rig: ConnectorRig;
let full: ConnectorRig | undefined;
let meant: ConnectorRig;

/** Something is left over, which may hold up what comes. */
let isSpoilt = false;

/** An agent's message, which the customer may read. */
async function agentWrites(): Promise<void> {
  const id = `agent ${rig.x.control.messages().length} ${performance.now()}`;
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
  'the disk is full': async () => {
    full = meant = await ConnectorRig.start({}, rig);
    await full.configure();
    full.fillDisk();
  },
};

/** What becomes of what X tells. */
const becomes: Readonly<Record<string, readonly Arrived[]>> = {
  'tells of a text': [{ type: 'PLAIN', text: '1 < 2 & 3 https://example.com' }],
  'tells of a tap on a quick reply': [{ type: 'PLAIN', text: 'Yes', payload: 'answer:yes' }],
  'tells of a location': [
    { type: 'LOCATION', text: '', location: { latitude: 46.5, longitude: 6.25 } },
  ],
  // The host of the photo is none that this connector may ask.
  'tells of a photo': [
    {
      type: 'PLAIN',
      text: '[The customer sent a photo that cannot be shown here: it was refused. It can be seen on X.]',
    },
  ],
  'tells that the customer is typing': [{ type: 'NOTIFICATION', text: '' }],
  'tells that the customer has read': [{ type: 'DELIVERYNOTIFICATION', text: '', status: 'READ' }],
  'tells of what the account has sent': [],
  'tells of a text in an envelope': [{ type: 'PLAIN', text: 'Hi' }],
  'tells in an envelope that another customer is typing': [{ type: 'NOTIFICATION', text: '' }],
  'tells in an envelope that the customer has read': [
    { type: 'DELIVERYNOTIFICATION', text: '', status: 'READ' },
  ],
  'tells of a message in encrypted chat': [
    {
      type: 'PLAIN',
      text: "[This conversation has moved to X's encrypted chat, which cannot be shown here. It can be read and answered on X.]",
    },
  ],
  'tells of something that means nothing to us': [],
  'tells that the account took its access back': [],
};

async function effect({ description, request, response }: Interaction): Promise<void> {
  const isTaken = request.method === 'POST' && response.status === 200;
  const expected = isTaken ? becomes[description] : [];
  const found = await arrived(rig, expected?.length ?? 0);
  isSpoilt = !isDeepStrictEqual(found, expected);
  expect(found).toEqual(expected);
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
    { facts, reset, provider: () => ({ url: meant.url }), effect },
  );
});
