import type { Accounts } from '../accounts/accounts.ts';
import { capabilitiesOf } from '../accounts/capabilities.ts';
import type { Clock } from '../delivery/clock.ts';
import type { Arrival } from '../delivery/lane.ts';
import type { ContactCenter } from './contact-center.ts';
import type { DirectMessages } from './direct-messages.ts';
import { accountTarget, contactCenterTarget } from './lanes-of.ts';
import { missingNotice } from './missing-capabilities.ts';

const everyMs = 3_000;
const rememberedMax = 10_000;

export interface TypingParts {
  readonly contactCenter: ContactCenter;
  readonly directMessages: DirectMessages;
  readonly accounts: Accounts;
  readonly clock: Clock;
  /** Whether a target is in trouble just now. */
  readonly inTrouble: (target: string) => boolean;
  /** Journals what the agent is to be told. */
  readonly tell: (arrival: Arrival) => Promise<unknown>;
}

/**
 * Typing indicators, both ways. They are worth nothing later: each is forwarded at once, at most
 * one per 3 s and conversation, and dropped when the target is in trouble or fails.
 */
export class Typing {
  readonly #parts: TypingParts;
  readonly #shownAtMs = new Map<string, number>();
  readonly #told = new Set<string>();

  constructor(parts: TypingParts) {
    this.#parts = parts;
  }

  /** The customer types: the agent sees it. Never fails. */
  async fromCustomer(accountId: string, customerId: string): Promise<void> {
    if (!this.#isDue(contactCenterTarget, `in/${accountId}/${customerId}`)) return;
    await this.#parts.contactCenter.showTyping(accountId, customerId).catch(ignored);
  }

  /** The agent types: the customer sees it. Never fails. */
  async fromAgent(accountId: string, customerId: string): Promise<void> {
    const account = this.#parts.accounts.find(accountId);
    if (account === undefined || account.state !== 'active') return;
    if (!capabilitiesOf(account).includes('typing')) return this.#missing(accountId, customerId);
    if (!this.#isDue(accountTarget(accountId), `out/${accountId}/${customerId}`)) return;
    await this.#parts.directMessages.indicateTyping(account, customerId).catch(ignored);
  }

  /** Told once; of those that were told long ago or before a start, the journal knows. */
  async #missing(accountId: string, customerId: string): Promise<void> {
    const conversation = `${accountId}/${customerId}`;
    if (this.#told.has(conversation)) return;
    const atMs = this.#parts.clock.now();
    await this.#parts.tell(missingNotice({ accountId, customerId }, 'typing', atMs)).then(() => {
      if (this.#told.size >= rememberedMax) this.#told.clear();
      this.#told.add(conversation);
    }, ignored);
  }

  #isDue(target: string, lane: string): boolean {
    if (this.#parts.inTrouble(target)) return false;
    const nowMs = this.#parts.clock.now();
    if (nowMs - (this.#shownAtMs.get(lane) ?? Number.NEGATIVE_INFINITY) < everyMs) return false;
    if (this.#shownAtMs.size >= rememberedMax) this.#shownAtMs.clear();
    this.#shownAtMs.set(lane, nowMs);
    return true;
  }
}

const ignored = (): void => {};
