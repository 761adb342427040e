import { failureOf } from '../errors.ts';
import { AskedTogether } from '../subscription/subscriptions.ts';
import {
  type Environment,
  isAppWide,
  type Webhook,
  type Webhooks,
} from '../subscription/webhooks.ts';

/** So many accounts of an app ask for its webhooks when X refuses the ones before. */
const refusedMax = 3;

/**
 * One look at all accounts. Those of one app share its webhooks, and its limits: what one of them
 * was told, or could mend, counts for all of them until the look is over.
 */
export class Round {
  /** What X says about subscriptions. */
  readonly asked = new AskedTogether();
  readonly #lists = new AskedTogether();
  readonly #mends = new AskedTogether();
  readonly #refused = new Map<string, number>();
  readonly #webhooks: Pick<Webhooks, 'list'>;

  constructor(webhooks: Pick<Webhooks, 'list'>) {
    this.#webhooks = webhooks;
  }

  /**
   * The webhooks of an environment, or of the app. That X refuses one account says little about the
   * others, so that a few of them ask.
   */
  list(environment: Environment): Promise<readonly Webhook[]> {
    const place = placeOf(environment);
    return this.#lists.once(place, () =>
      this.#webhooks.list(environment).catch((thrown: unknown) => {
        const refused = (this.#refused.get(place) ?? 0) + 1;
        this.#refused.set(place, refused);
        const isOfAccount = failureOf(thrown).code === 'unauthorized';
        if (isOfAccount && refused < refusedMax) this.#lists.forget(place);
        throw thrown;
      }),
    );
  }

  /** What is done about one webhook, for all whose events go there; fails for all of them. */
  mend(environment: Environment, url: string, work: () => Promise<Webhook>): Promise<Webhook> {
    return this.#mends.once(`${placeOf(environment)} ${url}`, work);
  }
}

const placeOf = (environment: Environment): string => {
  const { credentials, name } = environment;
  return JSON.stringify([credentials.consumerKey, ...(isAppWide(environment) ? [] : [name])]);
};
