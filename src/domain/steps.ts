import { awaited, type Cancellation, stopIfAborted } from './cancellation.ts';
import { type Failure, failureOf } from './errors.ts';

/** What is done with X for an administrator, step by step; each is safe to repeat. */
export type Step =
  | 'verify-credentials'
  | 'find-apis'
  | 'keep-credentials'
  | 'list-webhooks'
  | 'validate-webhook'
  | 'create-webhook'
  | 'delete-webhook'
  | 'subscribe-account'
  | 'unsubscribe-account'
  | 'list-subscriptions'
  | 'count-subscriptions';

/** What a step did, or would do. */
export interface StepOutcome {
  readonly step: Step;
  readonly outcome: string;
}

/** A step that failed: which one, why in X's words, and what the administrator can do. */
export class StepFailed extends Error {
  override readonly name = 'StepFailed';
  readonly step: Step;
  readonly failure: Failure;
  readonly advice: string;

  constructor(step: Step, failure: Failure, advice = adviceFor(step, failure)) {
    super(`${step}: ${failure.message}`);
    this.step = step;
    this.failure = failure;
    this.advice = advice;
  }
}

/** A run through steps, which ends between two of them when nobody waits for it any more. */
export class Run {
  readonly outcomes: StepOutcome[] = [];
  readonly #cancellation: Cancellation;

  constructor(cancellation: Cancellation = awaited) {
    this.#cancellation = cancellation;
  }

  /** Fails with {@link StepFailed}; with what was thrown when that was not foreseen. */
  async attempt<T>(step: Step, action: () => Promise<T>): Promise<T> {
    stopIfAborted(this.#cancellation);
    try {
      return await action();
    } catch (thrown) {
      const failure = failureOf(thrown);
      throw failure.code === 'internal' ? thrown : new StepFailed(step, failure);
    }
  }

  note(step: Step, outcome: string): void {
    this.outcomes.push({ step, outcome });
  }
}

function adviceFor(step: Step, failure: Failure): string {
  if (step === 'keep-credentials') return adviceForStep[step];
  if (failure.code === 'throttled') return 'X limits these calls; repeat the request later.';
  if (failure.code === 'unavailable' || failure.code === 'uncertain') {
    return 'X did not answer as it should; repeat the request, it is safe to do so.';
  }
  return adviceForStep[step];
}

const environmentAdvice =
  'Check the name of the environment (ENVIRONMENT-NAME; names are case-sensitive; v1.1 alone has them) and that the app has Account Activity access.';

const reachAdvice =
  'X must reach the address of the webhook (WEBHOOK-URL) over HTTPS and get the answer to its challenge within 3 seconds. Check the public address';

const adviceForStep: Readonly<Record<Step, string>> = {
  'verify-credentials':
    'Check the four keys: API key and secret of the app, access token and secret of the account. Or its connection by OAuth 2.0: a check or a plan uses up no refresh token, so it needs OAUTH2-ACCESS-TOKEN.',
  'find-apis':
    'Check what the app has access to, or say which APIs it uses (MESSAGES-API and EVENTS-API).',
  'keep-credentials': 'Check that the journal can be written, then repeat the request.',
  'list-webhooks': environmentAdvice,
  'validate-webhook': `${reachAdvice} and the gateway, and the id of the webhook.`,
  'create-webhook': `${reachAdvice}, the gateway, and that the API key secret (API-KEY-SECRET) is the secret of this app.`,
  'delete-webhook':
    'Check the id of the webhook against a list of the webhooks of this environment; a webhook of another app can be deleted with the keys of that app only.',
  'subscribe-account':
    'The app needs "Read, Write and Direct Messages"; tokens made before that was set must be made again.',
  'unsubscribe-account': environmentAdvice,
  'list-subscriptions': environmentAdvice,
  'count-subscriptions': 'Check that the app has Account Activity access.',
};
