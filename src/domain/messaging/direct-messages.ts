import type { Account } from '../accounts/account.ts';
import type { SentMessage } from './direct-message.ts';

/** A text for one customer of one account. */
export interface OutgoingText {
  readonly account: Account;
  readonly customerId: string;
  /** At most {@link directMessageTextMax} characters. */
  readonly text: string;
}

/** Characters of one direct message, counted as code points (X API, direct messages). */
export const directMessageTextMax = 10_000;

/**
 * The direct messages of an account on X.
 *
 * Fails with `uncertain` exactly when a message may have reached X without an answer reaching us;
 * every other failure means that nothing was sent.
 */
export interface DirectMessages {
  send(message: OutgoingText): Promise<SentMessage>;
  /** What the account sent since `notBeforeMs`, to anybody, by us or in X's app. */
  sentSince(account: Account, notBeforeMs: number): Promise<readonly SentMessage[]>;
}
