import { accountId, customerId } from '../../people.ts';
import type { Contract, Fact } from '../contract.ts';
import { asks, type PlainRequest } from '../plain-request.ts';
import { problem } from '../problems.ts';
import { taken } from './taken.ts';

const token = 'the-token-of-the-provider';
const configured: Fact = ['the account is configured', { accountId }];
const asked: Fact = ['a provider token is asked for', { token }];

const message = (n: number): PlainRequest => ({
  method: 'POST',
  path: '/message/receive',
  body: {
    id: `7d0c5b1e-0000-4000-8000-00000000000${n}`,
    header: {
      channelData: { channelCustomerIdentifier: customerId, serviceIdentifier: accountId },
    },
    body: { type: 'PLAIN', markdownText: 'Hello' },
  },
});

/** Who may hand over messages, and what is not taken. */
export function admission(contract: Contract): void {
  asks(
    contract,
    'hands over a message through the public gateway',
    { ...message(1), headers: { 'x-forwarded-for': '203.0.113.7' } },
    { given: [configured], response: problem(403) },
  );
  asks(contract, 'hands over a message without the token', message(2), {
    given: [asked],
    response: problem(401),
  });
  asks(
    contract,
    'hands over a message with the token',
    { ...message(3), headers: { authorization: `Bearer ${token}` } },
    { given: [asked], response: taken },
  );
  asks(
    contract,
    'hands over a message with the token in the address',
    { ...message(4), query: { token } },
    { given: [asked], response: taken },
  );
  asks(contract, 'hands over a message when the disk is full', message(6), {
    given: ['the disk is full'],
    response: problem(503),
  });
  asks(
    contract,
    'hands over something that is no message',
    { ...message(5), body: {} },
    { response: problem(400, 'header is missing or not an object') },
  );
}
