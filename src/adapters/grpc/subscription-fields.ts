import { hasEnvironment } from '../../domain/accounts/connection-in.ts';
import type { Acting } from '../../domain/subscription/acting.ts';
import type { Registration } from '../../domain/subscription/registration.ts';
import { webhookUrlIn } from '../../domain/subscription/webhook-url.ts';
import { apisFaults, apisOf, credentialsFaults, credentialsOf } from './account-credentials.ts';
import {
  accountFaults,
  accountIdOf,
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
  apis: givenApis,
  credentials: givenCredentials,
  environment,
  webhookUrl,
}: RegisterAndSubscribeRequest): Registration {
  const url = webhookUrl.trim();
  const environmentName = environment.trim();
  const [apis, credentials] = [apisOf(givenApis), credentialsOf(givenCredentials)];
  const isRequired = hasEnvironment({ credentials, ...(apis && { apis }) });
  checked(
    credentialsFaults(givenCredentials),
    apisFaults(givenApis, givenCredentials),
    urlFaults('webhook_url', url),
    isRequired
      ? environmentFaults(environmentName)
      : optionalFaults(environmentName, environmentFaults),
  );
  const { accountId } = webhookUrlIn(url);
  return { accountId, credentials, webhookUrl: url, environmentName, ...(apis && { apis }) };
}
