import type { Option } from '../../../../domain/messaging/agent-message.ts';
import type { OutgoingMessage } from '../../../../domain/messaging/direct-messages.ts';

/** What is sent to `direct_messages/events/new` (X API v1.1). */
export function eventOf(message: OutgoingMessage): object {
  return {
    event: {
      type: 'message_create',
      message_create: {
        target: { recipient_id: message.customerId },
        message_data: messageData(message),
      },
    },
  };
}

/** Everything of a message that X might repeat in its answer. */
export function saidIn({ text, options = [], links = [] }: OutgoingMessage): readonly string[] {
  const optional = options.flatMap(({ label, description = '', payload }) => [
    label,
    description,
    payload,
  ]);
  return [text, ...optional, ...links.flatMap(({ label, url }) => [label, url])];
}

function messageData({ text, attachment, options, links }: OutgoingMessage): object {
  return {
    text,
    ...(options !== undefined && options.length > 0 && { quick_reply: quickReplyOf(options) }),
    ...(attachment !== undefined && { attachment: attachmentOf(attachment) }),
    ...(links !== undefined &&
      links.length > 0 && {
        ctas: links.map(({ label, url }) => ({ type: 'web_url', label, url })),
      }),
  };
}

/** X takes descriptions for all options or for none. */
function quickReplyOf(options: readonly Option[]): object {
  const described = options.every(({ description }) => description);
  return {
    type: 'options',
    options: options.map(({ label, description, payload: metadata }) => ({
      label,
      ...(described && { description }),
      metadata,
    })),
  };
}

function attachmentOf(attachment: NonNullable<OutgoingMessage['attachment']>): object {
  if (attachment.kind === 'media') return { type: 'media', media: { id: attachment.mediaId } };
  const { latitude, longitude } = attachment;
  const point = { type: 'Point', coordinates: [longitude, latitude] };
  return {
    type: 'location',
    location: { type: 'shared_coordinate', shared_coordinate: { coordinates: point } },
  };
}
