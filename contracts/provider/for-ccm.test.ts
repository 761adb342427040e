import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { call } from '../../sandbox/stage/call.ts';
import { eventually } from '../../test/eventually.ts';
import { attributes } from '../consumer/as-ccm/configurations.ts';
import type { Interaction, Values } from '../pact-files.ts';
import { accountId, customerId } from '../people.ts';
import { ConnectorRig } from './connector-rig.ts';
import { holdFile } from './held-file.ts';
import { keepsContract } from './keeps-contract.ts';
import { seen, type Shown, shownOf, signOf } from './seen-on-x.ts';

const token = 'the-token-of-the-provider';

/**
 * The connector in a cluster that trusts its inside, one that asks for a token, one whose disk is
 * full, and the one that is meant.
 */
let open: ConnectorRig;
let guarded: ConnectorRig;
let full: ConnectorRig | undefined;
let meant: ConnectorRig;

/** Something is left over, which may hold up what comes. */
let isSpoilt = false;

/** Numbers the messages that only say that everything before them has been done. */
let marks = 0;

const hello = (id: unknown, markdownText: string) => ({
  id,
  header: { channelData: { channelCustomerIdentifier: customerId, serviceIdentifier: accountId } },
  body: { type: 'PLAIN', markdownText },
});

const handOver = (message: object) =>
  call('POST', `${meant.url}/message/receive?token=${token}`, message);

const known = (serviceIdentifier: unknown) =>
  open.cimControl('POST', 'channels', { serviceIdentifier, attributes });

const facts = {
  'the account is configured': () => meant.configure(`?token=${token}`),
  'a provider token is asked for': async () => {
    meant = guarded;
    await meant.configure(`?token=${token}`);
  },
  'the disk is full': async () => {
    full = meant = await ConnectorRig.start({}, open);
    await full.configure();
    full.fillDisk();
  },
  'the message was taken before': async ({ id }: Values) => {
    await handOver(hello(id, 'Hello'));
  },
  'only CCM knows the account, and its keys': async (values: Values) => {
    await known(values['accountId']);
  },
  'nobody knows the account': () => undefined,
  'CCM has a channel of the type, with its keys': async (values: Values) => {
    await known(values['accountId']);
    const { body } = await call('GET', `${open.cim.ccmUrl}/channel-types`);
    return { [String(values['typeId'])]: String(body[0].id) };
  },
  'the File Engine holds the file': ({ name }: Values) =>
    holdFile(open.cim.fileEngineUrl, String(name)),
};

/** What X shows the customer, once everything that was handed over has been done. */
async function shown(count: number): Promise<readonly Shown[]> {
  const mark = `mark ${++marks}`;
  await handOver(hello(mark, mark));
  const { control } = open.x;
  const isMark = ({ text }: { readonly text: string }) => text === mark;
  const signs = () => control.signals().map(signOf);
  const messages = await eventually(
    () => control.messages(),
    (all) => all.some(isMark) && all.length - 1 + signs().length >= count,
    10_000,
  );
  return [...messages.filter((message) => !isMark(message)).map(shownOf), ...signs()];
}

async function effect({ description, request, response }: Interaction): Promise<void> {
  if (!isMessage(request)) return;
  if (meant === full) meant = open;
  const expected = response.status === 200 ? seen(description) : [];
  isSpoilt = true;
  const found = await shown(expected?.length ?? 0);
  isSpoilt = !isDeepStrictEqual(found, expected);
  expect(found).toEqual(expected);
}

/** Whether this hands over something for a customer. */
const isMessage = ({ method, path }: Interaction['request']): boolean =>
  method === 'POST' && !path.endsWith('-configurations');

async function start(): Promise<void> {
  open = await ConnectorRig.start();
  guarded = await ConnectorRig.start({ PROVIDER_TOKEN: token }, open);
  await open.configure();
}

async function stop(): Promise<void> {
  await full?.close();
  full = undefined;
  await guarded.close();
  await open.close();
}

async function reset(): Promise<void> {
  if (isSpoilt) {
    await stop();
    await start();
    isSpoilt = false;
  }
  meant = open;
  await open.cimControl('POST', 'reset', {});
  await open.x.control.reset();
}

describe('the connector, for CCM', () => {
  beforeAll(start);
  afterAll(stop);

  keepsContract(
    { consumer: 'ccm', provider: 'twitter-connector' },
    { facts, reset, provider: () => ({ url: meant.url }), effect },
  );
});
