import { describe, expect, test } from '@jest/globals';
import { bind } from '../../sandbox/cim/binding/bind.ts';
import { type Interaction, interactionsOf } from '../pact-files.ts';

const ours = interactionsOf({ consumer: 'twitter-connector', provider: 'ccm' });
const theirs = interactionsOf({ consumer: 'ccm', provider: 'twitter-connector' });

const isMessage = ({ request }: Interaction): boolean =>
  request.method === 'POST' && !request.path.endsWith('-configurations');

const messages = (interactions: readonly Interaction[]) =>
  interactions
    .filter(isMessage)
    .map(({ description, request }) => [description, request.body?.content] as const);

describe('what we send to CCM is what its object model reads', () => {
  /** Refused on purpose, to see what a refusal looks like. */
  const refused = 'refuses a message that is not valid, which is given up';

  test.each(messages(ours))('%s', (description, message) => {
    const { accepted, violations, unknownFields } = bind(message);
    const expected =
      description === refused ? ['header.channelData.channelCustomerIdentifier: NotBlank'] : [];
    expect({ accepted, violations, unknownFields }).toEqual({
      accepted: true,
      violations: expected,
      unknownFields: [],
    });
  });
});

describe('what CCM sends to us is what its object model writes', () => {
  /** Of a newer object model, or of none. */
  const others: ReadonlySet<string> = new Set([
    'hands over a body of type CAROUSEL',
    'hands over a body of type MULTIMEDIA',
    'hands over a message for nobody',
    'hands over a text that is none',
    'hands over something that is no message',
  ]);
  const known = messages(theirs).filter(([description]) => !others.has(description));

  test.each(known)('%s', (_, message) => {
    expect(bind(message)).toMatchObject({ accepted: true, violations: [], unknownFields: [] });
  });

  test('each type of the object model has an example', () => {
    const types = messages(theirs).map(([, message]) => typeIn(message));
    const missing = [
      'PLAIN',
      'IMAGE',
      'BUTTON',
      'CAROUSEL',
      'NOTIFICATION',
      'DELIVERYNOTIFICATION',
    ];
    expect(missing.filter((type) => !types.includes(type))).toEqual([]);
    expect(new Set(types).size).toBeGreaterThanOrEqual(24);
  });
});

function typeIn(message: unknown): string {
  const { body } = message as { readonly body?: { readonly type?: string } };
  return body?.type ?? '';
}
