import type { Journal, JournalEntry } from '../delivery/journal.ts';
import { type AgentMessage, arrivalIdOf } from './agent-message.ts';
import { towardsCustomer } from './lanes-of.ts';
import type { ReceiveAgentMessage } from './receive-agent-message.ts';

/**
 * Takes a message that an internal service sends to a customer: through the same lane as agents'
 * messages, but unknown to the contact centre.
 */
export class SendMessage {
  readonly #receive: ReceiveAgentMessage;
  readonly #journal: Pick<Journal, 'find'>;

  constructor(receive: ReceiveAgentMessage, journal: Pick<Journal, 'find'>) {
    this.#receive = receive;
    this.#journal = journal;
  }

  /**
   * Answers the message as it was accepted, the first time and every other time that its id comes,
   * whatever else is asked for then. Fails with `not-found` when nobody knows the account.
   */
  async execute(message: Omit<AgentMessage, 'origin'>): Promise<JournalEntry> {
    const ours = { ...message, origin: 'api' } as const;
    const { duplicate, atMs } = await this.#receive.execute(ours);
    const id = arrivalIdOf(ours);
    const { lane, target, acceptedAtMs } = (duplicate && (await this.#journal.find(id))) || {
      ...towardsCustomer(ours),
      acceptedAtMs: atMs,
    };
    return { id, lane, target, state: 'waiting', acceptedAtMs };
  }
}
