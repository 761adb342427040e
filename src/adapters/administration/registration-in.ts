import { credentialsIn } from '../../domain/accounts/credentials-in.ts';
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

function textIn(fields: Readonly<Record<string, unknown>>, name: string, faults: string[]): string {
  const same = (key: string) => key.toUpperCase().replaceAll('_', '-') === name;
  const value = Object.entries(fields).find(([key]) => same(key))?.[1];
  if (typeof value === 'string' && value.trim() !== '') return value.trim();
  faults.push(`${name} is missing`);
  return '';
}

/** X accepts https without a port, at most 200 characters; the path must name the account. */
function accountIn(webhookUrl: string, faults: string[]): string {
  const url = URL.canParse(webhookUrl) ? new URL(webhookUrl) : undefined;
  const accountId = /\/webhook\/twitter\/(\d{1,20})$/.exec(url?.pathname ?? '')?.[1];
  if (url?.protocol !== 'https:') faults.push('WEBHOOK-URL must begin with https://');
  if (url !== undefined && (url.port !== '' || /^https:\/\/[^/]*:\d+/i.test(webhookUrl))) {
    faults.push('WEBHOOK-URL must not name a port');
  }
  if (url !== undefined && (url.search !== '' || url.hash !== '' || url.username !== '')) {
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
