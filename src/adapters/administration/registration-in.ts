import { credentialsIn, foldedKey } from '../../domain/accounts/credentials-in.ts';
import { InvalidInput } from '../../domain/errors.ts';
import type { Registration } from '../../domain/subscription/registration.ts';
import { webhookUrlIn } from '../../domain/subscription/webhook-url.ts';

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
  const { accountId, faults: ofUrl } = webhookUrlIn(webhookUrl);
  if (webhookUrl !== '') faults.push(...ofUrl.map((fault) => `WEBHOOK-URL ${fault}`));
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
