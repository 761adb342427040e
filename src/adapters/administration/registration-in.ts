import { credentialsIn, foldedKey } from '../../domain/accounts/credentials-in.ts';
import { InvalidInput } from '../../domain/errors.ts';
import type { Registration } from '../../domain/subscription/register-and-subscribe.ts';

/**
 * A registration from the body that administrators send: `API-KEY`, `API-KEY-SECRET`,
 * `ACCESS-TOKEN`, `ACCESS-TOKEN-SECRET`, `WEBHOOK-URL`, `ENVIRONMENT-NAME`, optional
 * `BEARER-TOKEN`. Refuses with all faults at once.
 */
export function registrationIn(body: unknown): Registration {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new InvalidInput(['the body is not a JSON object']);
  }
  const fields = body as Readonly<Record<string, unknown>>;
  const faults: string[] = [];
  const credentials = collect(faults, () => credentialsIn(fields));
  const environmentName = textIn(fields, 'ENVIRONMENT-NAME', faults);
  const webhookUrl = textIn(fields, 'WEBHOOK-URL', faults);
  const accountId = webhookUrl === '' ? '' : accountIn(webhookUrl, faults);
  if (faults.length > 0 || credentials === undefined) throw new InvalidInput(faults);
  return { accountId, credentials, webhookUrl, environmentName };
}

function collect<T>(faults: string[], read: () => T): T | undefined {
  try {
    return read();
  } catch (thrown) {
    if (!(thrown instanceof InvalidInput)) throw thrown;
    faults.push(...thrown.faults);
    return undefined;
  }
}

/** Names are compared as those of the credentials. */
function textIn(fields: Readonly<Record<string, unknown>>, name: string, faults: string[]): string {
  const value = Object.entries(fields).find(([key]) => foldedKey(key) === name)?.[1];
  if (typeof value === 'string' && value.trim() !== '') return value.trim();
  faults.push(`${name} is missing`);
  return '';
}

/**
 * X accepts https without a port, at most 200 characters; the path must name the account. The text
 * itself is looked at, since X gets it as it is, and `URL` puts many things right in silence.
 */
function accountIn(webhookUrl: string, faults: string[]): string {
  const authority = /^[a-z]+:\/\/([^/?#]*)/i.exec(webhookUrl)?.[1] ?? '';
  const host = authority.slice(authority.lastIndexOf('@') + 1);
  const path = webhookUrl.split(/[?#]/, 1)[0] ?? '';
  const accountId = /\/webhook\/twitter\/(\d{1,20})$/.exec(path)?.[1];
  const readable = host !== '' && URL.canParse(webhookUrl) && !/[\s\\]/.test(webhookUrl);
  if (!/^https:\/\//i.test(webhookUrl)) faults.push('WEBHOOK-URL must begin with https://');
  else if (!readable) faults.push('WEBHOOK-URL is not a URL');
  if (/:\d*$/.test(host)) faults.push('WEBHOOK-URL must not name a port');
  if (path !== webhookUrl || authority !== host) {
    faults.push('WEBHOOK-URL must not carry a query, a fragment or a user');
  }
  if (webhookUrl.length > 200) faults.push('WEBHOOK-URL must not be longer than 200 characters');
  if (accountId === undefined) {
    faults.push(
      'WEBHOOK-URL must end in /webhook/twitter/{accountId}, the numeric id of the account',
    );
  }
  return accountId ?? '';
}
