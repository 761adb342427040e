import { MatchersV3 } from '@pact-foundation/pact';
import type { FailureCode } from '../../../src/domain/errors.ts';
import { json } from '../bodies.ts';
import type { Contract, Example, Fact } from '../contract.ts';
import { fails } from '../fails.ts';
import { asProblem } from './answers.ts';
import { ask, type Generation, now, v1, v2 } from './replays.ts';
import { hasWebhook, refused } from './v2-app.ts';
import { error, hasBearer, hasWebhook as inEnvironment } from './webhooks.ts';

const { regex } = MatchersV3;

/** Events that X does not tell once more, or not now. */
export function replayRefusals(contract: Contract): void {
  const refuses = (
    what: string,
    generation: Generation,
    given: readonly Fact[],
    response: Example['response'],
    code: FailureCode,
  ) =>
    contract.test(
      what,
      { given: [...given, hasBearer], request: generation.request, response },
      (url) => fails(ask(url, generation), code),
    );
  const coded = (status: number, code: number, message: string): Example['response'] => ({
    status,
    body: error(code, message),
  });
  const there = [now, inEnvironment];
  const running = 'a replay is under way';
  const busy = 'A replay job is already in progress for this webhook.';
  const invalid = 'the webhook is no longer valid';
  const crc = 'Webhook is marked invalid and requires a CRC check.';
  const contractless = 'the app has no contract for replays';
  const noReplay = 'Account Activity API enterprise account with replay is required.';
  const none = 'Webhook does not exist.';
  const old = 'from_date must be within the past 5 days.';
  refuses(
    'replays one thing at a time',
    v1,
    [...there, running],
    coded(409, 355, busy),
    'conflict',
  );
  refuses('replays to valid webhooks', v1, [...there, invalid], coded(400, 214, crc), 'rejected');
  const forbidden = coded(403, 200, noReplay);
  refuses('replays nothing without a contract', v1, [contractless], forbidden, 'unauthorized');
  refuses('replays to webhooks that exist', v1, [now], coded(404, 34, none), 'not-found');
  refuses('replays nothing that is too old', v1, [], coded(400, 356, old), 'rejected');

  const conflict: Example['response'] = {
    status: 409,
    headers: asProblem,
    body: json({
      type: regex('^https://.+/problems/conflict$', 'https://api.x.com/2/problems/conflict'),
      detail: regex('^ReplayConflictError: .*$', 'ReplayConflictError: in progress'),
    }),
  };
  const known = [now, hasWebhook];
  refuses('replays one thing at a time in v2', v2, [...known, running], conflict, 'conflict');
  const unknown = refused('WebhookIdInvalid');
  refuses('replays to valid webhooks in v2', v2, [...known, invalid], unknown, 'not-found');
  refuses('replays to webhooks that exist in v2', v2, [now], unknown, 'not-found');
  const dated = refused('QueryParamInvalid', 'from_date must be within the last 24 hours');
  refuses('replays nothing that is too old in v2', v2, [hasWebhook], dated, 'rejected');
}
