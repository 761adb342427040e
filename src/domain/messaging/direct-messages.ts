import type { Account } from '../accounts/account.ts';
import type { CallToAction, Option } from './agent-message.ts';
import type { SentMessage } from './direct-message.ts';

/** A direct message for one customer of one account. */
export interface OutgoingMessage {
  readonly account: Account;
  readonly customerId: string;
  /** At most {@link directMessageTextMax} characters; may be empty beside an attachment. */
  readonly text: string;
  /** At most one of these. */
  readonly attachment?:
    | { readonly kind: 'media'; readonly mediaId: string }
    | { readonly kind: 'location'; readonly latitude: number; readonly longitude: number };
  /** At most one of these; within the limits of {@link choiceLimits}. */
  readonly options?: readonly Option[];
  readonly links?: readonly CallToAction[];
}

/** Characters of one direct message, counted as code points (X API, direct messages). */
export const directMessageTextMax = 10_000;

/** What X takes of quick replies and calls to action, in code points (X API, direct messages). */
export const choiceLimits = {
  options: 20,
  label: 36,
  description: 72,
  payload: 1_000,
  links: 3,
} as const;

/**
 * The direct messages of an account on X.
 *
 * Sending fails with `uncertain` exactly when a message may have reached X without an answer
 * reaching us; every other failure means that nothing was sent. It fails with `media-refused` when
 * X does not (or no longer) take the media id.
 */
export interface DirectMessages {
  send(message: OutgoingMessage): Promise<SentMessage>;
  /** What the account sent since `notBeforeMs`, to anybody, by us or in X's app; newest first. */
  sentSince(account: Account, notBeforeMs: number): Promise<readonly SentMessage[]>;
  /** Shows the customer for a few seconds that somebody is typing. */
  indicateTyping(account: Account, customerId: string): Promise<void>;
  /** Shows the customer that everything up to this message of theirs was read. */
  markRead(account: Account, customerId: string, upToEventId: string): Promise<void>;
}
