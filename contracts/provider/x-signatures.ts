import { SignedClient } from '../../sandbox/twitter/testing/signed-client.ts';
import type { Sent } from './rebuilt.ts';

/** The request with a signature that fits it now; the pact has one of no particular moment. */
export function signedAnew(url: string, sent: Sent): Sent {
  if (!sent.authorization?.startsWith('OAuth ')) return sent;
  const { method, url: path, form = {} } = sent;
  const authorization = new SignedClient(url).authorization(method, path, { form });
  return { ...sent, authorization };
}
