import type { Acting } from '../../domain/subscription/acting.ts';
import type { Registration } from '../../domain/subscription/registration.ts';
import { webhookUrlIn } from '../../domain/subscription/webhook-url.ts';
import {
  accountFaults,
  accountIdOf,
  credentialsFaults,
  credentialsOf,
  environmentFaults,
  optionalFaults,
  urlFaults,
} from './account-fields.ts';
import type { RegisterAndSubscribeRequest } from './generated/twitter_connector/v1/subscription.ts';
import { checked, idFaults } from './request-fields.ts';

/** Who acts in an environment, as most requests say it. */
interface ActingFields {
  readonly account: string;
  readonly environment: string;
}

/** Who acts, and where; refuses the request with these faults and `more`. */
export function actingIn(
  { account, environment }: ActingFields,
  more: readonly string[] = [],
): Acting {
  const where = optionalFaults(environment, environmentFaults);
  checked(accountFaults('account', account), where, more);
  const accountId = accountIdOf(account);
  return { accountId, environmentName: environment === '' ? undefined : environment };
}

/** X's ids of webhooks are numbers, as far as is known. */
export const webhookIdFaults = (id: string): readonly string[] =>
  /^[\w-]{1,64}$/.test(id) ? [] : ['webhook_id must be the id of a webhook'];

export const userIdFaults = (id: string): readonly string[] =>
  optionalFaults(id, (given) => idFaults('user_id', given));

/** A registration; refuses with all faults at once, and repeats no value. */
export function registrationIn({
  credentials,
  environment,
  webhookUrl,
}: RegisterAndSubscribeRequest): Registration {
  const url = webhookUrl.trim();
  const environmentName = environment.trim();
  checked(
    credentialsFaults(credentials),
    urlFaults('webhook_url', url),
    environmentFaults(environmentName),
  );
  const { accountId } = webhookUrlIn(url);
  return { accountId, credentials: credentialsOf(credentials), webhookUrl: url, environmentName };
}
