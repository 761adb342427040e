import { randomBytes, randomUUID } from 'node:crypto';
import { objectId } from './channel.ts';

/** What an agent or a bot wants sent to a customer. */
export interface AgentRequest {
  readonly serviceIdentifier: string;
  readonly customer: string;
  readonly body: Record<string, unknown>;
  readonly id?: string | undefined;
  readonly senderType: 'AGENT' | 'BOT';
  /** Header fields that replace the usual ones. */
  readonly header?: Record<string, unknown> | undefined;
}

/** The CIM message CCM posts to a connector, with every header field in the model's order. */
export function agentMessage(wanted: AgentRequest) {
  const { serviceIdentifier, customer, senderType, body } = wanted;
  const conversationId = objectId('conversation', serviceIdentifier, customer);
  const madeId = senderType === 'AGENT' ? randomUUID() : randomBytes(12).toString('hex');
  return {
    id: wanted.id ?? madeId,
    header: {
      sender: SENDERS[senderType],
      channelData: {
        channelCustomerIdentifier: customer,
        serviceIdentifier,
        requestPriority: 0,
        customerFirstName: 'John',
        customerLastName: 'Doe',
        additionalAttributes: [{ key: 'MESSAGE_TYPE', type: 'String100', value: 'DM' }],
      },
      language: {},
      timestamp: Date.now(),
      securityInfo: {},
      stamps: [],
      intent: null,
      entities: null,
      channelSessionId: objectId('session', serviceIdentifier, customer),
      conversationId,
      customer: customerObject(customer),
      originalMessageId: null,
      providerMessageId: null,
      roomId: objectId('room', conversationId),
      schedulingMetaData: null,
      ...wanted.header,
    },
    body,
  };
}

const SENDERS = {
  AGENT: {
    id: '68c12f0b-8d4e-4f7a-9f60-2f0c0a9d7b11',
    type: 'AGENT',
    senderName: 'agent1',
    additionalDetail: null,
  },
  BOT: {
    id: objectId('bot'),
    type: 'BOT',
    senderName: 'BOT',
    additionalDetail: null,
  },
};

function customerObject(customer: string) {
  return {
    _id: objectId('customer', customer),
    firstName: 'John',
    phoneNumber: [],
    isAnonymous: false,
    __v: 0,
    twitter: [customer],
  };
}
