import type { AddressState } from './watch.ts';

/** What was found out about a public address. */
export interface AddressFindings {
  readonly state: AddressState;
  /** When the certificate ends that it shows, epoch milliseconds; absent: it showed none. */
  readonly certificateExpiresAtMs?: number;
}

/**
 * The address under which X reaches the connector, looked at as X does. Never fails, and follows
 * nobody to another address.
 */
export interface PublicAddress {
  /** Challenges the webhook of an account whose app has this secret. */
  examine(webhookUrl: string, consumerSecret: string): Promise<AddressFindings>;
}
