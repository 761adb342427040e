import { Failure } from '../../../../domain/errors.ts';

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

/**
 * Where API v2 has what is private: its names for a file are the last three parts of the path, of
 * the message, the file and the form of it, without the size that may follow the form.
 */
export function throughApi({ pathname }: URL, apiUrl: string): URL {
  const [, names] = /\/(\d+\/\d+\/[\w.-]+)(?::\w+)?$/.exec(pathname) ?? [];
  if (names === undefined) throw new Failure('rejected', 'the URL names no file of a message');
  return new URL(`${apiUrl.replace(/\/+$/, '')}/2/dm_conversations/media/${names}`);
}

/** What a file is by its name; undefined for names that do not tell. */
export function typeByName({ pathname }: URL): string | undefined {
  const [, extension = ''] = /\.(\w+)(?::\w+)?$/.exec(pathname) ?? [];
  return types.get(extension.toLowerCase());
}

const types: ReadonlyMap<string, string> = new Map([
  ['jpg', 'image/jpeg'],
  ['jpeg', 'image/jpeg'],
  ['png', 'image/png'],
  ['gif', 'image/gif'],
  ['webp', 'image/webp'],
  ['mp4', 'video/mp4'],
]);

function isProtected({ protocol, hostname }: URL): boolean {
  const isLocal = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
  return protocol === 'https:' || (protocol === 'http:' && isLocal);
}
