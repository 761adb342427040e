import type { DirectMessage, Person } from '../../../domain/messaging/direct-message.ts';

/** Who speaks: agent desks show a FAILED report only when it comes from SYSTEM. */
export type SenderType = 'CONNECTOR' | 'SYSTEM';

/** The header of a message; no fields but those of CCM's object model. */
export interface CimHeader {
  readonly sender: {
    readonly id: string;
    readonly type: SenderType;
    readonly senderName: string;
    readonly additionalDetail: null;
  };
  readonly channelData: ChannelData;
  readonly language: object;
  /** Epoch milliseconds. */
  readonly timestamp: number;
  readonly securityInfo: object;
  readonly stamps: readonly string[];
  readonly intent: null;
  /** What was chosen; always an object. */
  readonly entities: { readonly payload?: string };
  /** X's event id. */
  readonly providerMessageId?: string;
}

interface ChannelData {
  readonly channelCustomerIdentifier: string;
  readonly serviceIdentifier: string;
  readonly requestPriority: number;
  readonly customerFirstName?: string;
  readonly customerLastName?: string;
  readonly additionalAttributes: readonly Attribute[];
}

interface Attribute {
  readonly key: string;
  readonly type: 'String100';
  readonly value: string;
}

/** The same for every account: the object model only wants some id. */
const connectorId = '2c8f4b1e-6d0a-4f57-9b3c-5a7e91d4c206';

const attribute = (key: string, value: string): Attribute => ({ key, type: 'String100', value });

/** Lets the contact centre keep direct messages apart from public posts. */
const directMessageMark = attribute('MESSAGE_TYPE', 'DM');

/** The header of anything said about this conversation at that time. */
export const headerOf = (type: SenderType, channelData: ChannelData, atMs: number): CimHeader => ({
  sender: { id: connectorId, type, senderName: 'TWITTER-CONNECTOR', additionalDetail: null },
  channelData,
  language: {},
  timestamp: atMs,
  securityInfo: {},
  stamps: [],
  intent: null,
  entities: {},
});

/** A conversation of which nothing but the ids is known. */
export const conversation = (accountId: string, customerId: string): ChannelData => ({
  channelCustomerIdentifier: customerId,
  serviceIdentifier: accountId,
  requestPriority: 0,
  additionalAttributes: [directMessageMark],
});

/**
 * A conversation with the customer's names: always a first one, else CCM would invent it; and with
 * what X says of the customer and of what led to the message.
 */
export function conversationWith(
  accountId: string,
  customer: Person,
  { postId = '', welcomeMessageId = '' }: NonNullable<DirectMessage['initiatedVia']> = {},
): ChannelData {
  const { id, name = '', screenName = '' } = customer;
  const [first, ...rest] = name.trim().split(/\s+/u);
  const told = [
    attribute('screen_name', screenName),
    attribute('initiated_via_tweet_id', postId),
    attribute('initiated_via_welcome_message_id', welcomeMessageId),
  ].filter(({ value }) => value !== '');
  return {
    ...conversation(accountId, id),
    customerFirstName: first || screenName || id,
    customerLastName: rest.join(' '),
    additionalAttributes: [directMessageMark, ...told],
  };
}
