import type { AgentMessage } from '../../../domain/messaging/agent-message.ts';
import { agentMessageIn } from './agent-message-in.ts';

export interface AgentMessageParts {
  readonly receive: { execute(message: AgentMessage): Promise<void> };
  /** Told the type of a message that asks for nothing. */
  ignored(type: string): void;
}

/**
 * Takes the JSON that CCM posts for a customer. When the promise resolves the message is accepted,
 * or there was nothing to do; it fails as {@link agentMessageIn} and the use case do.
 */
export function agentMessageHandler({ receive, ignored }: AgentMessageParts) {
  return async (json: unknown): Promise<void> => {
    const request = agentMessageIn(json);
    if (request.kind === 'message') await receive.execute(request.message);
    else ignored(request.type);
  };
}
