import { randomUUID } from 'node:crypto';
import type { AgentContent, AgentMessage, Option } from '../../domain/messaging/agent-message.ts';
import { choiceLimits } from '../../domain/messaging/direct-messages.ts';
import { lengthOf } from '../../domain/messaging/split-text.ts';
import { addressIn } from './file-names.ts';
import type { QuickReply, SendMessageRequest } from './generated/twitter_connector/v1/messaging.ts';
import { checked, idFaults } from './request-fields.ts';

const textMax = 100_000;
const labelMax = 1_000;
const quickRepliesMax = 100;

type Faults = readonly string[];
type Content = NonNullable<SendMessageRequest['content']>;

/** The message that is to be sent. Without a request id it gets a random one. */
export function messageIn(request: SendMessageRequest): Omit<AgentMessage, 'origin'> {
  const { account, customer, content, requestId } = request;
  checked(
    idFaults('account', account),
    idFaults('customer', customer),
    content === undefined ? ['content is missing: text, media or choice'] : faultsIn(content),
    /^[\w.-]{0,128}$/.test(requestId) ? [] : ['request_id must be up to 128 of A-Z a-z 0-9 - _ .'],
  );
  return {
    id: requestId === '' ? randomUUID() : requestId,
    accountId: account,
    customerId: customer,
    content: contentOf(content as Content),
  };
}

function faultsIn(content: Content): Faults {
  if (content.$case === 'text') return textFaults('text', content.value);
  if (content.$case === 'media') {
    const { file, caption } = content.value;
    return [
      ...(addressIn(file) === undefined
        ? ['media.file must be files/{name} or the address of a file']
        : []),
      ...tooLong('media.caption', caption, textMax),
    ];
  }
  const { text, quickReplies } = content.value;
  const count = quickReplies.length;
  const countFits = count >= 1 && count <= quickRepliesMax;
  return [
    ...textFaults('choice.text', text),
    ...(countFits ? [] : [`choice.quick_replies must be 1 to ${quickRepliesMax}`]),
    ...quickReplies.slice(0, quickRepliesMax).flatMap(quickReplyFaults),
  ];
}

function quickReplyFaults({ label, description, metadata }: QuickReply, i: number): Faults {
  const field = `choice.quick_replies[${i}]`;
  return [
    ...(label.trim() === '' ? [`${field}.label is missing or blank`] : []),
    ...tooLong(`${field}.label`, label, labelMax),
    ...tooLong(`${field}.description`, description, choiceLimits.description),
    ...tooLong(`${field}.metadata`, metadata, choiceLimits.payload),
  ];
}

const textFaults = (field: string, text: string): Faults =>
  text.trim() === '' ? [`${field} is missing or blank`] : tooLong(field, text, textMax);

const tooLong = (field: string, text: string, max: number): Faults =>
  lengthOf(text) > max ? [`${field} is longer than ${max} characters`] : [];

function contentOf(content: Content): AgentContent {
  if (content.$case === 'text') return { kind: 'text', text: content.value };
  if (content.$case === 'media') {
    const { file, caption } = content.value;
    return { kind: 'media', url: addressIn(file) ?? '', caption };
  }
  const { text, quickReplies } = content.value;
  return { kind: 'choice', text, options: quickReplies.map(optionOf) };
}

const optionOf = ({ label, description, metadata }: QuickReply): Option => ({
  label,
  payload: metadata || label,
  ...(description !== '' && { description }),
});
