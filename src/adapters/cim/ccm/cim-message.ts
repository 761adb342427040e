import { randomUUID } from 'node:crypto';
import { cimIdOf } from '../../../domain/messaging/cim-id.ts';
import type {
  CustomerContent,
  CustomerMessage,
} from '../../../domain/messaging/customer-message.ts';
import { isNotice } from '../../../domain/messaging/notice.ts';
import type { DeliveryReport } from '../../../domain/messaging/delivery-report.ts';
import { type CimBody, contentBody } from './cim-body.ts';
import {
  type CimHeader,
  conversation,
  conversationWith,
  headerOf,
  type SenderType,
} from './cim-header.ts';
import { reportIdOf } from './report-id.ts';

/** A message as CCM's object model reads it; it has no other fields than these. */
export interface CimMessage {
  readonly id: string;
  readonly header: CimHeader;
  readonly body: CimBody;
}

/** A part of a customer's direct message. */
export function messageOf(message: CustomerMessage): CimMessage {
  const { accountId, eventId, part, content, sentAtMs } = message;
  return {
    id: cimIdOf(accountId, eventId, part),
    header: {
      ...headerOf('CONNECTOR', channelDataOf(message), sentAtMs),
      entities: entitiesOf(content),
      providerMessageId: eventId,
    },
    body: contentBody(content),
  };
}

/** A notice of ours is no news of the customer, and must not rename them. */
function channelDataOf({ accountId, customer, eventId, initiatedVia }: CustomerMessage) {
  const isNamed = customer.name !== undefined || customer.screenName !== undefined;
  if (isNotice(eventId) && !isNamed) return conversation(accountId, customer.id);
  return conversationWith(accountId, customer, initiatedVia);
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
    body: { type: 'DELIVERYNOTIFICATION', markdownText: told, messageId, status, reasonCode },
  };
}

/** That the customer is typing; it is never said twice, so that any id does. */
export const typingOf = (accountId: string, customerId: string, atMs: number): CimMessage => ({
  id: randomUUID(),
  header: headerOf('CONNECTOR', conversation(accountId, customerId), atMs),
  body: {
    type: 'NOTIFICATION',
    markdownText: '',
    notificationType: 'TYPING_STARTED',
    notificationData: {},
  },
});

/** What was chosen, for bots; an object, since the object model does not read a list here. */
function entitiesOf(content: CustomerContent): CimHeader['entities'] {
  if (content.kind !== 'text' || content.choice === undefined) return {};
  return { payload: content.choice };
}
