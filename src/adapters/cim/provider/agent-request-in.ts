import { randomUUID } from 'node:crypto';
import { InvalidInput } from '../../../domain/errors.ts';
import type { AgentContent, AgentRequest } from '../../../domain/messaging/agent-message.ts';
import { isRounded, type JsonObject, objectIn, textIn } from '../json.ts';
import { agentContentIn } from './agent-content-in.ts';
import { trimmed } from './words.ts';

const typeMax = 40;

/**
 * What the JSON that CCM posts asks for. As tolerant as CCM's object model: unknown fields, null
 * fields and odd timestamps do not matter, numbers are read as text. Refuses with all faults at
 * once what names no account or no customer, and what has no body. A message without an id gets a
 * random one, so that it cannot be recognised when it comes again.
 */
export function agentRequestIn(json: unknown): AgentRequest {
  const envelope = objectIn(json);
  if (envelope === undefined) throw new InvalidInput(['the message is not a JSON object']);
  const header = objectIn(envelope.header);
  const body = objectIn(envelope.body);
  const channelData = objectIn(header?.channelData);
  const faults = [
    ...envelopeFaults(envelope),
    ...(header !== undefined && channelData === undefined
      ? ['header.channelData is missing or not an object']
      : []),
    ...(channelData === undefined ? [] : channelFaults(channelData)),
    ...(body === undefined ? [] : bodyFaults(body)),
  ];
  if (faults.length > 0 || body === undefined || channelData === undefined) {
    throw new InvalidInput(faults);
  }
  const conversation = {
    accountId: trimmed(channelData.serviceIdentifier),
    customerId: trimmed(channelData.channelCustomerIdentifier),
  };
  const sign = signIn(body);
  if (sign !== undefined) return { ...sign, ...conversation };
  const content = agentContentIn(body);
  if (content === undefined) return { kind: 'nothing', type: reasonOf(header, body) };
  const id = textIn(envelope.id)?.trim() ? String(envelope.id) : randomUUID();
  const said = header?.intent === 'UPDATE' ? edited(content) : content;
  const message = {
    id,
    ...conversation,
    ...(isBot(header) && { writer: 'bot' as const }),
    content: said,
  };
  return { kind: 'message', message };
}

const envelopeFaults = (envelope: JsonObject): readonly string[] => [
  ...(objectIn(envelope.header) === undefined ? ['header is missing or not an object'] : []),
  ...(objectIn(envelope.body) === undefined ? ['body is missing or not an object'] : []),
  ...(isRounded(envelope.id) ? [`id ${inexact}`] : []),
];

function channelFaults(channelData: JsonObject): readonly string[] {
  return ['serviceIdentifier', 'channelCustomerIdentifier'].flatMap((name) => {
    const field = `header.channelData.${name}`;
    if (isRounded(channelData[name])) return [`${field} ${inexact}`];
    return trimmed(channelData[name]) === '' ? [`${field} is missing or blank`] : [];
  });
}

/** A text that is an object cannot be sent, and must not be passed over in silence. */
const bodyFaults = ({ markdownText }: JsonObject): readonly string[] =>
  typeof markdownText === 'object' && markdownText !== null
    ? ['body.markdownText is not text']
    : [];

const inexact = 'is a number that JSON cannot keep exactly; send it as text';

type Sign = { readonly kind: 'typing' } | { readonly kind: 'read'; readonly messageId: string };

/** A sign of life: the agent is typing, or has read. */
function signIn({ type, notificationType, status, messageId }: JsonObject): Sign | undefined {
  if (type === 'NOTIFICATION' && notificationType === 'TYPING_STARTED') return { kind: 'typing' };
  const isRead = type === 'DELIVERYNOTIFICATION' && trimmed(status).toUpperCase() === 'READ';
  const id = trimmed(messageId);
  return isRead && id !== '' ? { kind: 'read', messageId: id } : undefined;
}

/** Nobody waits at a desk for what these say. */
const isBot = (header: JsonObject | undefined): boolean =>
  ['BOT', 'SYSTEM', 'APP'].includes(trimmed(objectIn(header?.sender)?.type).toUpperCase());

/** X's direct messages cannot be edited: the text comes once more, and says so. */
const edited = (content: AgentContent): AgentContent =>
  content.kind === 'text' ? { ...content, text: `${content.text} (edited)` } : content;

function reasonOf(header: JsonObject | undefined, body: JsonObject): string {
  if (header?.intent === 'AGENT_OUTBOUND') return 'AGENT_OUTBOUND';
  return (textIn(body.type) || 'without type').slice(0, typeMax);
}
