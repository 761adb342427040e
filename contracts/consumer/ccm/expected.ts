import type { Example } from '../contract.ts';
import { MatchersV3 } from '@pact-foundation/pact';
import { json } from '../bodies.ts';
import { accountId, customerId, eventId, sentAtMs } from '../../people.ts';

export const messagePath = '/message/receive';

/** CCM takes a message: it answers 2xx, with whatever body. */
export function received(message: object): Example {
  return { request: receiving(message), response: { status: 200 } };
}

/** The request with which a message is handed to CCM. */
export const receiving = (message: object): Example['request'] => ({
  method: 'POST',
  path: messagePath,
  headers: { accept: 'application/json', 'content-type': 'application/json' },
  body: json(message),
});

const mark = { key: 'MESSAGE_TYPE', type: 'String100', value: 'DM' };

/** What the customer is called, and what else X says of them. */
export const named = {
  customerFirstName: 'Ada',
  customerLastName: 'Lovelace',
  additionalAttributes: [mark, { key: 'screen_name', type: 'String100', value: 'ada' }],
};

/** The header of a message; `channelData` and `more` add to what each has. */
export const header = (channelData: object = {}, more: object = {}) => ({
  sender: {
    id: '2c8f4b1e-6d0a-4f57-9b3c-5a7e91d4c206',
    type: 'CONNECTOR',
    senderName: 'TWITTER-CONNECTOR',
    additionalDetail: null,
  },
  channelData: {
    channelCustomerIdentifier: customerId,
    serviceIdentifier: accountId,
    requestPriority: 0,
    additionalAttributes: [mark],
    ...channelData,
  },
  language: {},
  timestamp: sentAtMs,
  securityInfo: {},
  stamps: [],
  intent: null,
  entities: {},
  ...more,
});

/** The header of what the customer wrote. */
export const fromCustomer = (more: object = {}) =>
  header(named, { providerMessageId: eventId, ...more });

/** The ids of the first two parts of the customer's message; the same whenever it comes again. */
export const firstId = '19cbac69-2e80-8000-8400-00002bacb87a';
export const secondId = '19cbac69-2e80-8000-8404-00002bacb87a';

/** Any id in the form of one that was drawn. */
export const anyId = MatchersV3.regex(
  '^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$',
  '0b9a7d6e-3c11-4c55-9f5b-0d7f5f0a0001',
);
