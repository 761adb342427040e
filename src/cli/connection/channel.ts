import { isIP } from 'node:net';
import { type ChannelCredentials, type ClientOptions, credentials, Metadata } from '@grpc/grpc-js';
import { CommandFailed, exitCodes } from '../exit-codes.ts';
import { fileIn } from './files.ts';
import { type OwnTls, ownCredentials } from './own-tls.ts';

/** How the service is reached, as the options of every command say it. */
export interface ConnectionOptions {
  readonly address: string;
  readonly token?: string;
  readonly tokenFile?: string;
  readonly tls?: boolean;
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  /** What the service has for TLS, where that is known; an authority that is given goes before it. */
  readonly own?: OwnTls | undefined;
  /** Milliseconds a call may take. */
  readonly timeout: number;
}

const standardPort = 9090;

/** `host:port` as grpc-js wants it; the port may be left out. */
export function addressIn(text: string): string {
  if (/^[a-z]+:\/\//i.test(text) && !/^(dns|unix|ipv4|ipv6):/i.test(text)) {
    throw new CommandFailed(
      exitCodes.usage,
      'The address must be host:port, without http:// or https://.',
      'Use --tls where the service uses TLS.',
    );
  }
  if (isIP(text) === 6) return `[${text}]:${standardPort}`;
  return /^[^:/]+$|^\[[^\]]+\]$/.test(text) ? `${text}:${standardPort}` : text;
}

/** Whether what is sent to the address stays on this machine. */
const isLocal = (address: string): boolean =>
  /^(dns:\/*)?(127\.[\d.]+|localhost|\[::1\])(:\d+)?$|^unix:/i.test(address);

/** The token of the options, else of a file they name; it goes with every call. */
export function metadataOf(options: ConnectionOptions): Metadata {
  const metadata = new Metadata();
  const token =
    options.tokenFile === undefined ? options.token : fileIn(options.tokenFile).toString().trim();
  if (token !== undefined && token !== '') metadata.set('authorization', `Bearer ${token}`);
  return metadata;
}

const usesTls = ({ tls, ca, cert, own }: ConnectionOptions): boolean =>
  tls === true || [ca, cert, own].some((each) => each !== undefined);

/** Whether nobody else can listen to what is sent. */
export const isPrivate = (options: ConnectionOptions, address: string): boolean =>
  usesTls(options) || isLocal(address);

/** TLS where an option of it is given or the service has it; plain otherwise, as inside a cluster. */
export function channelCredentials(options: ConnectionOptions): ChannelCredentials {
  const { ca, cert, key, own } = options;
  if ((cert === undefined) !== (key === undefined)) {
    throw new CommandFailed(exitCodes.usage, '--cert and --key belong together.');
  }
  if (!usesTls(options)) return credentials.createInsecure();
  const [root = null, ownKey = null, certificate = null] = [ca, key, cert].map((file) =>
    file === undefined ? null : fileIn(file),
  );
  if (own === undefined || root !== null) {
    return credentials.createSsl(root, ownKey, certificate);
  }
  return ownCredentials(
    certificate === null ? own : { ...own, identity: { certificate, key: ownKey } },
  );
}

/**
 * A lost connection is noticed and tried again soon, since somebody is watching; what stays on this
 * machine goes through no proxy.
 */
export const channelOptions = (address: string): ClientOptions => ({
  'grpc.initial_reconnect_backoff_ms': 200,
  'grpc.max_reconnect_backoff_ms': 2_000,
  'grpc.keepalive_time_ms': 30_000,
  'grpc.keepalive_timeout_ms': 10_000,
  'grpc.max_receive_message_length': 64 * 1024 * 1024,
  ...(isLocal(address) && { 'grpc.enable_http_proxy': 0 }),
});
