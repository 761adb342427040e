import { expect, test } from '@jest/globals';
import {
  failureByCode,
  failureByProblem,
  failureByWords,
} from '../../../src/adapters/twitter/rest/client/failure-codes.ts';
import type { FailureCode } from '../../../src/domain/errors.ts';
import type { Contract, Fact } from '../contract.ts';
import { fails } from '../fails.ts';
import { ofLookUps, ofMessages, type Refusal } from './answers.ts';
import { send, sending } from './direct-messages.ts';
import { closed, finding, named } from './users.ts';
import { error, hasWebhook, register, registering } from './webhooks.ts';

/** Each form in which X refuses, for each thing that it can mean to us. */
export function refusals(contract: Contract): void {
  for (const { when, given = [when], response, means, announced } of ofMessages) {
    contract.test(
      `answers a message when ${when}`,
      { given, request: sending({ text: 'Hi' }), response },
      (url) => fails(send(url, { text: 'Hi' }), means, announced),
    );
  }
  for (const { when, response, means, announced } of ofLookUps) {
    const receiving = `answers in v2 when ${when}`;
    contract.test(
      `answers a look-up when ${when}`,
      [closed(when, 'ada'), { receiving, given: [when], request: finding('ada'), response }],
      (url) => fails(named(url, 'ada'), means, announced),
    );
  }

  const refuses = (
    what: string,
    given: readonly Fact[],
    message: string,
    code: FailureCode,
    pattern?: string,
  ) =>
    contract.test(
      what,
      {
        given,
        request: registering,
        response: { status: 400, body: error(214, message, pattern) },
      },
      (url) => fails(register(url), code),
    );
  const tooMany = 'Too many resources already created.';
  refuses('registers no more webhooks', [hasWebhook], tooMany, 'conflict', '^Too many resources.*');
  refuses(
    'registers no webhook that fails its challenge',
    ['the webhook fails challenges'],
    'Webhook URL does not meet the requirements. Invalid CRC token or json response format.',
    'rejected',
  );
  refuses(
    'registers no webhook that it does not reach',
    [],
    'Unable to connect during CRC GET request.',
    'rejected',
  );

  test('there is an example of each thing that X can mean, for each way to tell', () => {
    const examples = [...ofMessages, ...ofLookUps];
    const without = (by: Refusal['by'], meanings: Iterable<FailureCode>) =>
      [...new Set(meanings)].filter(
        (code) => !examples.some((example) => example.by === by && example.means === code),
      );
    // Conflicts are said of webhooks and subscriptions, as is what they lack, and sizes of uploads.
    expect(without('code', failureByCode.values())).toEqual(['conflict']);
    expect(
      without(
        'words',
        failureByWords.map(([, code]) => code),
      ),
    ).toEqual(['conflict', 'not-found', 'too-large']);
    expect(without('problem', failureByProblem.values())).toEqual([]);
  });
}
