import { ServerCredentials } from '@grpc/grpc-js';

/** Certificates and keys in PEM form. */
export interface Tls {
  readonly certificate: string;
  readonly key: string;
  /** When given, clients must show a certificate that this authority has signed. */
  readonly clientCa?: string | undefined;
}

/** Without certificates calls are not encrypted. Throws when they do not fit together. */
export function credentialsOf(tls: Tls | undefined): ServerCredentials {
  if (tls === undefined) return ServerCredentials.createInsecure();
  const { certificate, key, clientCa } = tls;
  const pair = { cert_chain: Buffer.from(certificate), private_key: Buffer.from(key) };
  const authority = clientCa === undefined ? null : Buffer.from(clientCa);
  return ServerCredentials.createSsl(authority, [pair], clientCa !== undefined);
}
