/** What an agent, a bot or an internal service wants to tell a customer. */
export interface AgentMessage {
  /** The CIM id, any text; of a message of an internal service, the id of its request. */
  readonly id: string;
  /** Sent by an internal service: the contact centre knows nothing of it. */
  readonly origin?: 'api';
  /** Absent: an agent, or nobody knows. */
  readonly writer?: 'bot';
  /** The service identifier: the account that answers. */
  readonly accountId: string;
  readonly customerId: string;
  readonly content: AgentContent;
}

/** The id that a message is journalled under: the same id again is the same message. */
export const arrivalIdOf = ({ id, origin }: AgentMessage): string => `${origin ?? 'cim'}/${id}`;

/** What the ledger knows a message by: its CIM id, or how it is journalled when it has none. */
export const ledgerIdOf = (message: AgentMessage): string =>
  message.origin === undefined ? message.id : arrivalIdOf(message);

/** Whether the contact centre knows the message that the ledger has under this id. */
export const isOfContactCenter = (ledgerId: string): boolean => !ledgerId.startsWith('api/');

/** One answer that a customer may choose. */
export interface Option {
  readonly label: string;
  readonly description?: string;
  /** What comes back when it is chosen. */
  readonly payload: string;
}

/** A button that leads to a page. */
export interface CallToAction {
  readonly label: string;
  readonly url: string;
}

export type AgentContent =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'choice'; readonly text: string; readonly options: readonly Option[] }
  | { readonly kind: 'links'; readonly text: string; readonly links: readonly CallToAction[] }
  /** A file of the contact centre's store; `url` is as the message carries it. */
  | { readonly kind: 'media'; readonly url: string; readonly caption: string }
  | {
      readonly kind: 'location';
      readonly latitude: number;
      readonly longitude: number;
      readonly text: string;
    }
  /** A kind of message that cannot be carried; `type` is its name in CIM. */
  | { readonly kind: 'unsupported'; readonly type: string };

/** What the contact centre asks for. */
export type AgentRequest =
  | { readonly kind: 'message'; readonly message: AgentMessage }
  /** The agent is typing. */
  | { readonly kind: 'typing'; readonly accountId: string; readonly customerId: string }
  /** The agent has seen the customer's messages up to this one, of which this is the CIM id. */
  | {
      readonly kind: 'read';
      readonly accountId: string;
      readonly customerId: string;
      readonly messageId: string;
    }
  /** There is nothing to do; `type` says for what. */
  | { readonly kind: 'nothing'; readonly type: string };
