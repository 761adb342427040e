import { type Account, type Apis, apisOf, type EventsApi } from '../accounts/account.ts';
import type { ApiProbe } from '../accounts/api-probe.ts';
import { Failure } from '../errors.ts';
import { type Run, StepFailed } from '../steps.ts';
import type { Registration } from './registration.ts';
import { type Environment, isAppWide } from './webhooks.ts';

/** X's APIs as people call them. */
export const eventsWords: Readonly<Record<EventsApi, string>> = {
  'v1.1': 'Account Activity (v1.1)',
  v2: 'Account Activity (v2)',
  'x-activity': 'X Activity',
};

/**
 * Which APIs a registration asks for: as declared, else as the account had them with the same app,
 * else as X answers. Undefined: nobody says.
 */
export async function chosenApis(
  registration: Registration,
  known: Account | undefined,
  apiProbe: ApiProbe | undefined,
  run: Run,
): Promise<Apis | undefined> {
  const { accountId: id, apis, credentials, environmentName } = registration;
  const said = (chosen: Apis, why: string): Apis => {
    const { events, messages } = chosen;
    run.note('find-apis', `messages by ${messages}, events by ${eventsWords[events]}, ${why}`);
    return chosen;
  };
  if (apis !== undefined) return said(apis, 'as declared');
  const sameApp = known?.credentials.consumerKey === credentials.consumerKey;
  if (sameApp && known.apis !== undefined) return said(known.apis, 'as before');
  if (apiProbe === undefined) return undefined;
  const ask = () => apiProbe.probe({ id, credentials }, environmentName || undefined);
  return said(await run.attempt('find-apis', ask), 'as X answers');
}

/**
 * Where a registration acts. Fails with `StepFailed` when it needs an environment and neither names
 * one nor had one before.
 */
export function environmentFor(
  registration: Registration,
  known: Account | undefined,
  apis: Apis | undefined,
): Environment {
  const { accountId, webhookUrl } = registration;
  const credentials = known?.credentials ?? registration.credentials;
  const { events } = apisOf({ ...(apis && { apis }), credentials });
  const where = { credentials, events, accountId, webhookUrl };
  if (isAppWide(where)) return { name: '', ...where };
  const name = registration.environmentName || known?.registration?.environmentName;
  if (name !== undefined && name !== '') return { name, ...where };
  const failure = new Failure('rejected', `${eventsWords[events]} needs an environment`);
  const advice = `Name the environment of the app (ENVIRONMENT-NAME), or say that events come by another API (EVENTS-API v2 or x-activity).`;
  throw new StepFailed('list-webhooks', failure, advice);
}
