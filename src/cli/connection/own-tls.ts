import { X509Certificate } from 'node:crypto';
import {
  checkServerIdentity,
  createSecureContext,
  getCACertificates,
  type SecureContext,
} from 'node:tls';
import { type ChannelCredentials, credentials } from '@grpc/grpc-js';
import { CommandFailed, exitCodes } from '../exit-codes.ts';
import { fileIn } from './files.ts';

/** A certificate in PEM form and its key, as this program shows them to the service. */
export interface Identity {
  readonly certificate: Buffer | null;
  readonly key: Buffer | null;
}

/** What the service itself has for TLS, where this program shares its environment: in its pod. */
export interface OwnTls {
  /** The chain that the service shows, in PEM form. */
  readonly certificate: Buffer;
  /** Of use where the service asks its clients for certificates: it knows its own. */
  readonly identity?: Identity;
}

/**
 * Reads `GRPC_TLS_*`, each from the file that `NAME_FILE` names where there is one, as the service
 * does; undefined where the service does not use TLS. A file that cannot be read is a `CommandFailed`.
 */
export function ownTlsIn(environment: Readonly<NodeJS.ProcessEnv>): OwnTls | undefined {
  const certificate = valueOf('GRPC_TLS_CERT', environment);
  if (certificate === undefined) return undefined;
  const key = valueOf('GRPC_TLS_KEY', environment);
  const asksClients = valueOf('GRPC_TLS_CLIENT_CA', environment) !== undefined;
  return asksClients && key !== undefined
    ? { certificate, identity: { certificate, key } }
    : { certificate };
}

function valueOf(name: string, environment: Readonly<NodeJS.ProcessEnv>): Buffer | undefined {
  const file = environment[`${name}_FILE`] ?? '';
  const value = file === '' ? Buffer.from(environment[name]?.trim() ?? '') : fileIn(file);
  return value.length === 0 ? undefined : value;
}

/**
 * TLS to the service whose certificate is known. Whoever shows that very certificate has its key and
 * is the service, by whatever name it was reached, e.g. 127.0.0.1, which certificates seldom name.
 * Any other must be signed by an authority of its chain or of Node.js, for the name in the address.
 */
export function ownCredentials({ certificate, identity }: OwnTls): ChannelCredentials {
  const own = certificateIn(certificate);
  return credentials.createFromSecureContext(contextOf(certificate, identity), {
    checkServerIdentity: (host: string, shown) =>
      shown.raw.equals(own.raw) ? undefined : checkServerIdentity(host, shown),
  });
}

function contextOf(certificate: Buffer, identity: Identity | undefined): SecureContext {
  return createSecureContext({
    ca: [...getCACertificates('default'), certificate.toString()],
    // The chain need not reach its root: what is in it is trusted.
    allowPartialTrustChain: true,
    ...(identity?.certificate && { cert: identity.certificate }),
    ...(identity?.key && { key: identity.key }),
  });
}

function certificateIn(pem: Buffer): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch {
    throw new CommandFailed(
      exitCodes.usage,
      'GRPC_TLS_CERT of the environment is no certificate in PEM form.',
      'Name the authority of the service with --ca.',
    );
  }
}
