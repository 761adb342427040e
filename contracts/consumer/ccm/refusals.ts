import { MatchersV3 } from '@pact-foundation/pact';
import type { FailureCode } from '../../../src/domain/errors.ts';
import { json } from '../bodies.ts';
import type { Contract, Example } from '../contract.ts';
import { fails } from '../fails.ts';
import { customerId } from '../../people.ts';
import { firstId, fromCustomer, receiving } from './expected.ts';
import { deliver, part } from './messages.ts';

const { like, regex } = MatchersV3;

const hello = { id: firstId, header: fromCustomer(), body: { type: 'PLAIN', markdownText: 'Hi' } };
const message = part({ kind: 'text', text: 'Hi' });

const seconds = regex('^\\d+$', '30');

const spring = (status: number, error: string, words: string) =>
  json({ status, error: like(error), message: like(words) });

/** How CCM refuses, in each form that means something else to us. */
export function refusals(contract: Contract): void {
  const nobody = part({ kind: 'text', text: 'Hi' }, { customer: { id: '' } });
  const channelData = {
    ...fromCustomer().channelData,
    channelCustomerIdentifier: '',
    customerFirstName: '',
    customerLastName: '',
    additionalAttributes: fromCustomer().channelData.additionalAttributes.slice(0, 1),
  };
  contract.test(
    'refuses a message that is not valid, which is given up',
    {
      request: receiving({ ...hello, header: { ...fromCustomer(), channelData } }),
      response: {
        status: 400,
        body: json({
          status: 400,
          error: like('Bad Request'),
          message: regex('^Validation failed: .+$', 'Validation failed: must not be blank'),
        }),
      },
    },
    (url) => fails(deliver(url, nobody), 'rejected'),
  );

  contract.test(
    'has no end point at a wrong path, and the message waits',
    {
      request: { ...receiving(hello), path: '/cim-messages' },
      response: { status: 404, body: json({ error: like('Not Found') }) },
    },
    (url) => fails(deliver(url, message, '/cim-messages'), 'unavailable'),
  );

  const answers: readonly (readonly [
    what: string,
    Example['response'],
    code: FailureCode,
    boolean,
  ])[] = [
    [
      '413',
      { status: 413, body: spring(413, 'Payload Too Large', 'too large') },
      'rejected',
      false,
    ],
    [
      '500',
      { status: 500, body: spring(500, 'Internal Server Error', 'no') },
      'unavailable',
      false,
    ],
    ['503', { status: 503, headers: { 'retry-after': seconds } }, 'unavailable', true],
    ['429', { status: 429, headers: { 'retry-after': seconds } }, 'throttled', true],
    ['401', { status: 401, body: json({}) }, 'unavailable', false],
  ];
  const meaning = { rejected: 'is given up', unavailable: 'waits', throttled: 'waits as told' };
  for (const [status, response, code, announced] of answers) {
    contract.test(
      `answers ${status}, and the message ${meaning[code as keyof typeof meaning]}`,
      {
        given: [[`CCM answers ${status} to messages`, { customerId }]],
        request: receiving(hello),
        response,
      },
      (url) => fails(deliver(url, message), code, announced),
    );
  }
}
