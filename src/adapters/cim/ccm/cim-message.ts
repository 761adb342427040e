import { createHash } from 'node:crypto';
import { cimIdOf } from '../../../domain/messaging/cim-id.ts';
import type { DeliveryReport } from '../../../domain/messaging/delivery-report.ts';
import type { Attachment, DirectMessage } from '../../../domain/messaging/direct-message.ts';
import {
  type CimHeader,
  conversation,
  conversationWith,
  headerOf,
  type SenderType,
} from './cim-header.ts';

/** A message as CCM's object model reads it; it has no other fields than these. */
export interface CimMessage {
  readonly id: string;
  readonly header: CimHeader;
  readonly body: CimBody;
}

type CimBody =
  | { readonly type: 'PLAIN'; readonly markdownText: string }
  | {
      readonly type: 'DELIVERYNOTIFICATION';
      readonly markdownText: string | null;
      readonly messageId: string;
      readonly status: DeliveryReport['status'];
      readonly reasonCode: string;
    };

/** A customer's direct message; what cannot be carried is named in the text. */
export function messageOf(message: DirectMessage): CimMessage {
  const { accountId, eventId, customer, sentAtMs } = message;
  return {
    id: cimIdOf(accountId, eventId, 0),
    header: {
      ...headerOf('CONNECTOR', conversationWith(accountId, customer), sentAtMs),
      providerMessageId: eventId,
    },
    body: { type: 'PLAIN', markdownText: textOf(message) },
  };
}

/** What became of an agent's message; `reportFailedAs` is who speaks of a FAILED one. */
export function reportOf(report: DeliveryReport, reportFailedAs: SenderType): CimMessage {
  const { messageId, accountId, customerId, status, reasonCode, told, eventId, atMs } = report;
  const sender = status === 'FAILED' ? reportFailedAs : 'CONNECTOR';
  return {
    id: reportIdOf(report),
    header: {
      ...headerOf(sender, conversation(accountId, customerId), atMs),
      ...(eventId !== undefined && { providerMessageId: eventId }),
    },
    body: {
      type: 'DELIVERYNOTIFICATION',
      markdownText: told === '' ? null : told,
      messageId,
      status,
      reasonCode,
    },
  };
}

function textOf({ text, attachments }: DirectMessage): string {
  const missing = attachments.map(({ kind }) => placeholder(names[kind]));
  if (text === '' && missing.length === 0) return placeholder('message without text');
  return [...(text === '' ? [] : [text]), ...missing].join('\n');
}

const placeholder = (what: string): string => `[${what}: not available here, please see it on X]`;

const names: Readonly<Record<Attachment['kind'], string>> = {
  photo: 'photo',
  video: 'video',
  gif: 'GIF',
  location: 'location',
};

/** A version 8 UUID that a report has each time it is made. */
function reportIdOf({ messageId, status }: DeliveryReport): string {
  const bytes = createHash('sha256').update(`${status} ${messageId}`).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
