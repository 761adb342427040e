import type { StoredFile } from '../media/file-store.ts';
import type { DirectMessage } from './direct-message.ts';

/** A part of a direct message as the contact centre shows it: one text, one file, one location. */
export interface CustomerMessage
  extends Pick<DirectMessage, 'eventId' | 'accountId' | 'customer' | 'sentAtMs' | 'initiatedVia'> {
  /** Counts from 0; event id and part make the message's id. */
  readonly part: number;
  readonly content: CustomerContent;
}

export type CustomerContent =
  /** `choice`: the payload of the quick reply or button that the text answers. */
  | { readonly kind: 'text'; readonly text: string; readonly choice?: string }
  | { readonly kind: 'image' | 'video'; readonly file: StoredFile }
  | { readonly kind: 'location'; readonly latitude: number; readonly longitude: number };
