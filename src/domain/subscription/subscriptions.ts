import type { Environment } from './webhooks.ts';

/** What became of a subscription. */
export interface Subscribed {
  /** What X does not tell of all the same, and why, for people; messages are never among it. */
  readonly without: readonly string[];
}

/** Everything is told. */
export const complete: Subscribed = { without: [] };

/** What is left out, to be added to a sentence: `, without …`. */
export const inWords = ({ without }: Subscribed): string =>
  without.length === 0 ? '' : `, without ${without.join(', ')}`;

/**
 * The subscription of the account whose credentials act. Failures carry X's code and message:
 * `not-found` for an unknown environment, and beyond v1.1 without a webhook that its events could go
 * to; `conflict` when the limit of subscriptions is reached.
 */
export interface Subscriptions {
  /** Subscribing again has no further effect. */
  subscribe(environment: Environment): Promise<Subscribed>;
  /** Ending what has ended has no further effect. */
  unsubscribe(environment: Environment): Promise<void>;
  /** False also where there is no environment, or no webhook, to which events could go. */
  isSubscribed(environment: Environment, asked?: AskedTogether): Promise<boolean>;
}

/** What X says once to questions about many accounts of an app that are asked together. */
export class AskedTogether {
  readonly #answers = new Map<string, Promise<unknown>>();

  /** Asks unless somebody did; fails for everybody as it failed for the first. */
  once<T>(question: string, ask: () => Promise<T>): Promise<T> {
    const answer = (this.#answers.get(question) as Promise<T> | undefined) ?? ask();
    this.#answers.set(question, answer);
    return answer;
  }

  /** The next one asks again. */
  forget(question: string): void {
    this.#answers.delete(question);
  }
}
