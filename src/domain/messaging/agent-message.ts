/** What an agent or a bot wants to tell a customer. */
export interface AgentMessage {
  /** The CIM id, any text. */
  readonly id: string;
  /** The service identifier: the account that answers. */
  readonly accountId: string;
  readonly customerId: string;
  readonly content: AgentContent;
}

export type AgentContent =
  | { readonly kind: 'text'; readonly text: string }
  /** A kind of message that cannot be carried; `type` is its name in CIM. */
  | { readonly kind: 'unsupported'; readonly type: string };
