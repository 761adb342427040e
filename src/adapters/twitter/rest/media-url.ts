import { Failure } from '../../../domain/errors.ts';

/**
 * The URL, if it leads to one of X's media hosts (entries `host` or `host:port`, in lower case);
 * throws `rejected` otherwise, and for anything but https, except on this machine.
 */
export function mediaUrlIn(text: string, hosts: ReadonlySet<string>): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !isProtected(url) || `${url.username}${url.password}` !== '') {
    throw new Failure('rejected', 'the URL is none of a media host of X');
  }
  const usual = url.protocol === 'https:' ? '443' : '80';
  const named = hosts.has(url.host) || hosts.has(`${url.hostname}:${url.port || usual}`);
  if (!named) throw new Failure('rejected', `${url.host} is not listed as a media host of X`);
  return url;
}

/** Whether what is private needs the signature of an account that takes part (X API v1.1). */
export const isPrivate = ({ pathname }: URL): boolean => pathname.startsWith('/1.1/ton/');

function isProtected({ protocol, hostname }: URL): boolean {
  const isLocal = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
  return protocol === 'https:' || (protocol === 'http:' && isLocal);
}
