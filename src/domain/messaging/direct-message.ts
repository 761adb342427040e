/** Somebody on X. */
export interface Person {
  readonly id: string;
  /** Display name; absent when X did not say. */
  readonly name?: string;
  readonly screenName?: string;
}

/** Something a direct message carries beside its text. */
export interface Attachment {
  readonly kind: 'photo' | 'video' | 'gif' | 'location';
}

/** What a customer wrote to an account. */
export interface DirectMessage {
  /** X's event id, a snowflake; always text, since it is larger than a JSON number can be. */
  readonly eventId: string;
  readonly accountId: string;
  readonly customer: Person;
  /** As the customer typed it: entities undone, links as written, no link to the attachment. */
  readonly text: string;
  readonly attachments: readonly Attachment[];
  /** Epoch milliseconds. */
  readonly sentAtMs: number;
}

/** What the account itself wrote, by us or by its staff in X's app, as X knows it. */
export interface SentMessage {
  readonly eventId: string;
  readonly accountId: string;
  readonly customerId: string;
  readonly text: string;
  readonly sentAtMs: number;
}

/** Something X tells about an account. */
export type AccountEvent =
  | { readonly kind: 'message'; readonly message: DirectMessage }
  | { readonly kind: 'echo'; readonly message: SentMessage }
  | { readonly kind: 'revoked'; readonly accountId: string }
  | { readonly kind: 'unknown'; readonly name: string };
