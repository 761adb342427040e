import { expect, test } from '@jest/globals';
import { startCimSandbox } from '../../../../sandbox/cim/cim-sandbox.ts';
import { call } from '../../../../sandbox/cim/test-client.ts';
import {
  type ContactCenterTrouble,
  contactCenterConformance,
} from '../../../domain/messaging/contact-center.conformance.ts';
import type { CustomerMessage } from '../../../domain/messaging/customer-message.ts';
import { ManualClock } from '../../in-memory/manual-clock.ts';
import { CcmClient } from './ccm-client.ts';
import { CcmContactCenter } from './ccm-contact-center.ts';

const messagePath = '/message/receive';
const clock = new ManualClock();

const faults: Readonly<Record<ContactCenterTrouble, object>> = {
  away: { tear: true },
  'answer-lost': { tear: true, when: 'after' },
  refusing: { status: 400 },
  throttling: { status: 429, headers: { 'retry-after': '30' } },
};

async function open() {
  const sandbox = await startCimSandbox();
  const client = new CcmClient({ url: sandbox.ccmUrl, clock });
  const control = async (method: string, path: string, body?: unknown) =>
    (await call(method, `${sandbox.ccmUrl}/sandbox/${path}`, body)).body;
  await control('POST', 'channels', { serviceIdentifier: '902211' });
  return {
    client,
    control,
    contactCenter: new CcmContactCenter(client, { messagePath, clock }),
    taken: async () => (await control('GET', 'messages')).map(takenFrom),
    trouble: async (kind: ContactCenterTrouble | 'none', words = 'no') => {
      await control('DELETE', 'faults');
      if (kind === 'none') return;
      const body = { status: 400, error: words, message: `JSON parse error: ${words}` };
      await control('POST', 'faults', { path: messagePath, body, ...faults[kind] });
    },
    close: async () => {
      await client.close();
      await sandbox.close();
    },
  };
}

interface Arrival {
  readonly id: string;
  readonly customer: string;
  readonly text: string;
  readonly unknownFields?: readonly string[];
  readonly message: {
    readonly header: { readonly sender: { readonly type: string } };
    readonly body: Readonly<Record<string, string | null>> & {
      readonly attachment?: { readonly mediaUrl: string };
      readonly location?: { readonly latitude: number; readonly longitude: number };
    };
  };
}

/** What CCM took; it must have taken every field. */
function takenFrom({ id, customer, text, message, unknownFields }: Arrival) {
  expect(unknownFields).toBeUndefined();
  return { id, customerId: customer, says: saidBy(message.body) ?? text };
}

function saidBy(body: Arrival['message']['body']): string | undefined {
  const { type, status, reasonCode, messageId, markdownText, attachment, location } = body;
  if (type === 'NOTIFICATION') return 'TYPING';
  if (location !== undefined) return `${type} ${location.latitude} ${location.longitude}`;
  if (attachment !== undefined) return `${type} ${attachment.mediaUrl}`;
  if (status === undefined) return undefined;
  return [status, reasonCode, messageId, markdownText].filter(Boolean).join(' ');
}

contactCenterConformance('CCM', open);

const message: CustomerMessage = {
  eventId: '1798000000000000001',
  part: 0,
  accountId: '902211',
  customer: { id: '1580011223', name: 'Ada King Lovelace', screenName: 'ada' },
  content: { kind: 'text', text: 'Hello' },
  sentAtMs: 1_718_000_000_123,
};

test('CCM keeps the conversation, the event and the names of a message', async () => {
  const { contactCenter, control, close } = await open();
  await contactCenter.deliver(message);
  const [{ message: taken, ...arrival }] = await control('GET', 'messages');
  expect(arrival).toMatchObject({
    serviceIdentifier: '902211',
    customer: '1580011223',
    providerMessageId: '1798000000000000001',
    type: 'PLAIN',
  });
  expect(taken.header.channelData).toMatchObject({
    customerFirstName: 'Ada',
    customerLastName: 'King Lovelace',
  });
  await close();
});

test('reports failures as the system when told so, and everything else as the connector', async () => {
  const { client, control, close } = await open();
  const contactCenter = new CcmContactCenter(client, {
    messagePath,
    clock,
    reportFailedAs: 'SYSTEM',
  });
  const about = { messageId: 'cim-1', accountId: '902211', customerId: '1580011223', atMs: 1 };
  await contactCenter.report({ ...about, status: 'DELIVERED', reasonCode: '200', told: '' });
  await contactCenter.report({ ...about, status: 'FAILED', reasonCode: '500', told: 'No.' });
  await contactCenter.deliver(message);
  const arrivals = await control('GET', 'messages');
  const senders = arrivals.map((each: Arrival) => each.message.header.sender.type);
  expect(senders).toEqual(['CONNECTOR', 'SYSTEM', 'CONNECTOR']);
  await close();
});
