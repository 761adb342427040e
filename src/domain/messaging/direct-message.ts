/** Somebody on X. */
export interface Person {
  readonly id: string;
  /** Display name; absent when X did not say. */
  readonly name?: string;
  readonly screenName?: string;
}

/** Something a direct message carries beside its text. */
export type Attachment =
  | {
      readonly kind: 'photo' | 'video' | 'gif';
      /** Where it can be fetched, the best form first. */
      readonly urls: readonly string[];
      /** X's name for a file of which it did not say where it is; absent when it did. */
      readonly mediaKey?: string;
    }
  | { readonly kind: 'location'; readonly latitude: number; readonly longitude: number }
  /** A place of X's own, of which only the id is told; or a kind that we do not know. */
  | { readonly kind: 'place' | 'unknown'; readonly name: string };

/** What a customer wrote to an account. */
export interface DirectMessage {
  /** X's event id, a snowflake; always text, since it is larger than a JSON number can be. */
  readonly eventId: string;
  readonly accountId: string;
  readonly customer: Person;
  /** As the customer typed it: entities undone, links as written, no link to the attachment. */
  readonly text: string;
  readonly attachments: readonly Attachment[];
  /** The metadata of the quick reply that was tapped, `''` when it had none; absent: none was. */
  readonly choice?: string;
  /** What led the customer to write; absent when X does not say. */
  readonly initiatedVia?: { readonly postId?: string; readonly welcomeMessageId?: string };
  /** Epoch milliseconds. */
  readonly sentAtMs: number;
}

/** What the account itself wrote, by us or by its staff in X's app, as X knows it. */
export interface SentMessage {
  readonly eventId: string;
  readonly accountId: string;
  readonly customerId: string;
  readonly text: string;
  /** Whether a file is attached. */
  readonly media: boolean;
  readonly sentAtMs: number;
}

/** Something X tells about an account. */
export type AccountEvent =
  | { readonly kind: 'message'; readonly message: DirectMessage }
  | { readonly kind: 'echo'; readonly message: SentMessage }
  /** The customer is typing to the account. */
  | { readonly kind: 'typing'; readonly accountId: string; readonly customerId: string }
  /** The customer has read everything up to this message. */
  | {
      readonly kind: 'read';
      readonly accountId: string;
      readonly customerId: string;
      readonly upToEventId: string;
      readonly atMs: number;
    }
  /** Somebody wrote in X's encrypted chat, whose contents cannot be read. */
  | { readonly kind: 'encrypted'; readonly accountId: string; readonly customer: Person }
  /** The account took the app's access back; without a time where X does not say when. */
  | { readonly kind: 'revoked'; readonly accountId: string; readonly atMs?: number }
  /** X has done what it was asked to replay, or gave up on some of it. */
  | { readonly kind: 'replayed'; readonly jobId: string; readonly complete: boolean }
  | { readonly kind: 'unknown'; readonly name: string };
