/** A webhook's URL as it was given: whose events it takes, and every fault of it. */
export interface WebhookUrl {
  /** Empty when the URL does not name it. */
  readonly accountId: string;
  /** To be said of the field, such as `must not name a port`; never repeats the value. */
  readonly faults: readonly string[];
}

const urlLengthMax = 200;

/**
 * X accepts https without a port, at most 200 characters (X API, webhooks); the path must name the
 * account. The text itself is looked at, since X gets it as it is.
 */
export function webhookUrlIn(url: string): WebhookUrl {
  const authority = /^[a-z]+:\/\/([^/?#]*)/i.exec(url)?.[1] ?? '';
  const server = authority.slice(authority.lastIndexOf('@') + 1);
  const host = server.replace(/:\d*$/, '');
  const path = url.split(/[?#]/, 1)[0] ?? '';
  const accountId = /\/webhook\/twitter\/(\d{1,20})$/.exec(path)?.[1];
  const faults: string[] = [];
  if (!/^https:\/\//i.test(url)) faults.push('must begin with https://');
  else if (!isHost(host) || /[\s\\]/.test(url)) faults.push('is not a URL');
  if (host !== server) faults.push('must not name a port');
  if (path !== url || authority !== server) {
    faults.push('must not carry a query, a fragment or a user');
  }
  if (url.length > urlLengthMax) faults.push(`must not be longer than ${urlLengthMax} characters`);
  if (accountId === undefined) {
    faults.push('must end in /webhook/twitter/{accountId}, the numeric id of the account');
  }
  return { accountId: accountId ?? '', faults };
}

/** Whether two URLs are webhooks of one connector: they differ in the account at most. */
export function areOfOneConnector(a: string, b: string): boolean {
  const [placeA, placeB] = [placeIn(a), placeIn(b)];
  return placeA !== undefined && placeA === placeB;
}

const placeIn = (url: string): string | undefined =>
  /^(https:\/\/.+\/webhook\/twitter\/)\d{1,20}$/i.exec(url)?.[1];

/** A name, or an address of either family. */
function isHost(host: string): boolean {
  if (/^\[[\da-f:.]{2,45}\]$/i.test(host)) return true;
  const labels = host.split('.');
  if (!labels.every((label) => /^[\p{L}\p{N}_-]{1,63}$/u.test(label))) return false;
  const isAddress = /^\d+$/.test(labels.at(-1) ?? '');
  return !isAddress || (labels.length === 4 && labels.every(isOctet));
}

const isOctet = (label: string): boolean => /^\d{1,3}$/.test(label) && Number(label) <= 255;
