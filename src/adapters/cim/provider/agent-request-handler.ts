import type { AgentMessage } from '../../../domain/messaging/agent-message.ts';
import { agentRequestIn } from './agent-request-in.ts';

export interface AgentRequestParts {
  receive(message: AgentMessage): Promise<unknown>;
  /** The agent is typing. */
  typing(accountId: string, customerId: string): Promise<void>;
  /** The agent has seen everything up to the message with this CIM id. */
  read(accountId: string, customerId: string, messageId: string): Promise<void>;
  /** Told the type of a message that asks for nothing. */
  ignored(type: string): void;
}

/**
 * Takes the JSON that CCM posts for a customer. When the promise resolves a message is accepted,
 * or there was nothing to accept; it fails as {@link agentRequestIn} and `receive` do. Typing and
 * read marks are handed over and not waited for: what becomes of them is no part of the answer.
 */
export function agentRequestHandler({ receive, typing, read, ignored }: AgentRequestParts) {
  return async (json: unknown): Promise<void> => {
    const request = agentRequestIn(json);
    switch (request.kind) {
      case 'message':
        return void (await receive(request.message));
      case 'typing':
        return handOver(() => typing(request.accountId, request.customerId));
      case 'read':
        return handOver(() => read(request.accountId, request.customerId, request.messageId));
      case 'nothing':
        return ignored(request.type);
    }
  };
}

/** Whoever takes it over tells of its failures, too. */
function handOver(work: () => Promise<void>): void {
  void (async () => work())().catch(() => undefined);
}
