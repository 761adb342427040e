import { createPrivateKey, X509Certificate } from 'node:crypto';
import { z } from 'zod';
import type { Tls } from '../adapters/grpc/credentials.ts';

const isReadable = (read: () => unknown): boolean => {
  try {
    read();
    return true;
  } catch {
    return false;
  }
};

/** One or more certificates in PEM form; the first is the server's own. */
export const certificates = z
  .string()
  .refine((pem) => isReadable(() => new X509Certificate(pem)), 'must be a certificate in PEM form');

/** A private key in PEM form, without a passphrase. */
export const privateKey = z
  .string()
  .refine((pem) => isReadable(() => createPrivateKey(pem)), 'must be a private key in PEM form');

interface TlsSettings {
  readonly GRPC_TLS_CERT?: string | undefined;
  readonly GRPC_TLS_KEY?: string | undefined;
  readonly GRPC_TLS_CLIENT_CA?: string | undefined;
}

/** What is wrong with the settings together, when each is right by itself. */
export function tlsFaults(settings: TlsSettings): readonly string[] {
  const { GRPC_TLS_CERT: certificate, GRPC_TLS_KEY: key, GRPC_TLS_CLIENT_CA: ca } = settings;
  if (certificate === undefined && key === undefined) {
    return ca === undefined ? [] : ['GRPC_TLS_CLIENT_CA needs GRPC_TLS_CERT and GRPC_TLS_KEY'];
  }
  if (key === undefined) return ['GRPC_TLS_CERT needs GRPC_TLS_KEY'];
  if (certificate === undefined) return ['GRPC_TLS_KEY needs GRPC_TLS_CERT'];
  const fits = new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key));
  return fits ? [] : ['GRPC_TLS_KEY is not the key of GRPC_TLS_CERT'];
}

/** What the gRPC server needs; nothing when calls are not encrypted. */
export function tlsFrom(settings: TlsSettings): Tls | undefined {
  const { GRPC_TLS_CERT: certificate, GRPC_TLS_KEY: key, GRPC_TLS_CLIENT_CA: clientCa } = settings;
  return certificate === undefined || key === undefined
    ? undefined
    : { certificate, key, clientCa };
}
