import type { Attachment, DirectMessage } from './direct-message.ts';

/** What a direct message is shown as, in order: its text first, then each attachment. */
export type CustomerPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'attachment'; readonly attachment: Attachment };

/** Never empty: a message without anything that we know still shows that there was one. */
export function customerParts({ text, attachments }: DirectMessage): readonly CustomerPart[] {
  const parts: CustomerPart[] = attachments.map((attachment) => ({
    kind: 'attachment',
    attachment,
  }));
  if (text.trim() !== '' || parts.length === 0) {
    parts.unshift({ kind: 'text', text: text.trim() === '' ? emptyText : text });
  }
  return parts;
}

const emptyText = '[A message without text; it can be seen on X.]';

const names: Readonly<Record<Attachment['kind'], string>> = {
  photo: 'a photo',
  video: 'a video',
  gif: 'a GIF',
  location: 'a location',
  place: 'a place',
  unknown: 'something',
};

/** What agents see in the place of an attachment that cannot be shown. */
export function placeholder(attachment: Attachment, why: string): string {
  return `[The customer sent ${names[attachment.kind]} that cannot be shown here: ${why}. It can be seen on X.]`;
}
