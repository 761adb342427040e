import { sorted } from '../../pact-files.ts';
import type { Contract, Fact } from '../contract.ts';
import { asks } from '../plain-request.ts';
import { configured, signatureOf, webhookPath } from './examples.ts';

/** A test in which X tells just this, signed: for what the sandbox does not tell by itself. */
export function tells(
  contract: Contract,
  what: string,
  told: object,
  given: readonly Fact[] = [],
): void {
  const body = sorted(told);
  const headers = { 'x-twitter-webhooks-signature': signatureOf(body) };
  const request = { method: 'POST', path: webhookPath, headers, body } as const;
  asks(contract, what, request, { given: [configured, ...given], response: { status: 200 } });
}
