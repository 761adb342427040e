import { foldedKey } from '../../domain/accounts/attributes.ts';
import {
  type Connection,
  connectionIn,
  hasEnvironment,
} from '../../domain/accounts/connection-in.ts';
import { InvalidInput } from '../../domain/errors.ts';
import type { Registration } from '../../domain/subscription/registration.ts';
import { webhookUrlIn } from '../../domain/subscription/webhook-url.ts';

const noEnvironment =
  'ENVIRONMENT-NAME is missing (where there is none, say EVENTS-API: x-activity or v2)';

/**
 * A registration from the body that administrators send: `API-KEY`, `API-KEY-SECRET`,
 * `ACCESS-TOKEN`, `ACCESS-TOKEN-SECRET`, `WEBHOOK-URL`, `ENVIRONMENT-NAME`, optional
 * `BEARER-TOKEN`, a connection by OAuth 2.0 (`OAUTH2-…`) and the APIs (`MESSAGES-API`, `EVENTS-API`),
 * beyond whose v1.1 there are no environments. Refuses with all faults at once.
 */
export function registrationIn(body: unknown): Registration {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new InvalidInput(['the body is not a JSON object']);
  }
  const fields = body as Readonly<Record<string, unknown>>;
  const faults: string[] = [];
  const connection = connected(faults, fields);
  const environmentName = textIn(fields, 'ENVIRONMENT-NAME');
  const needsEnvironment = connection === undefined || hasEnvironment(connection);
  if (environmentName === '' && needsEnvironment) faults.push(noEnvironment);
  const webhookUrl = textIn(fields, 'WEBHOOK-URL');
  const { accountId, faults: ofUrl } = webhookUrlIn(webhookUrl);
  if (webhookUrl === '') faults.push('WEBHOOK-URL is missing');
  else faults.push(...ofUrl.map((fault) => `WEBHOOK-URL ${fault}`));
  if (faults.length > 0 || connection === undefined) throw new InvalidInput(faults);
  return { accountId, ...connection, webhookUrl, environmentName };
}

function connected(
  faults: string[],
  fields: Readonly<Record<string, unknown>>,
): Connection | undefined {
  try {
    return connectionIn(fields);
  } catch (thrown) {
    if (!(thrown instanceof InvalidInput)) throw thrown;
    faults.push(...thrown.faults);
    return undefined;
  }
}

/** Names are compared as those of the credentials; empty: it is missing. */
function textIn(fields: Readonly<Record<string, unknown>>, name: string): string {
  const value = Object.entries(fields).find(([key]) => foldedKey(key) === name)?.[1];
  return typeof value === 'string' ? value.trim() : '';
}
