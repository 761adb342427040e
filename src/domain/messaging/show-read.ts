import type { Accounts } from '../accounts/accounts.ts';
import { capabilitiesOf } from '../accounts/capabilities.ts';
import type { Clock } from '../delivery/clock.ts';
import type { Deliverer, Step } from '../delivery/deliverer.ts';
import type { Arrival, Head } from '../delivery/lane.ts';
import type { Lanes } from '../delivery/lanes.ts';
import { eventIdIn } from './cim-id.ts';
import type { DirectMessages } from './direct-messages.ts';
import { type ReadByAgent, readTowardsCustomer } from './lanes-of.ts';
import { missingNotice } from './missing-capabilities.ts';
import { isNotice } from './notice.ts';

/** A read receipt that is older than this shows nothing that matters, in milliseconds. */
const ageMaxMs = 3_600_000;

/** Shows customers that the agent has read their messages. */
export class ShowRead implements Deliverer {
  readonly ageMaxMs = ageMaxMs;
  readonly #directMessages: DirectMessages;
  readonly #accounts: Accounts;
  readonly #now: () => number;

  constructor(directMessages: DirectMessages, accounts: Accounts, clock: Pick<Clock, 'now'>) {
    this.#directMessages = directMessages;
    this.#accounts = accounts;
    this.#now = () => clock.now();
  }

  async execute(head: Head): Promise<Step> {
    const { accountId, customerId, upToEventId } = JSON.parse(head.body) as ReadByAgent;
    const account = this.#accounts.find(accountId);
    if (account !== undefined && !capabilitiesOf(account).includes('read-receipts')) {
      const conversation = { accountId, customerId };
      return { kind: 'done', follow: [missingNotice(conversation, 'read-receipts', this.#now())] };
    }
    if (account?.state === 'active') {
      await this.#directMessages.markRead(account, customerId, upToEventId);
    }
    return { kind: 'done' };
  }

  /** Nobody misses it. */
  buried(): readonly Arrival[] {
    return [];
  }
}

/** Takes it that an agent has read a customer's message; others than ours are passed over. */
export function receiveRead(lanes: Pick<Lanes, 'accept'>, clock: Clock) {
  return async (accountId: string, customerId: string, messageId: string): Promise<void> => {
    const upToEventId = eventIdIn(messageId);
    if (upToEventId === undefined || isNotice(upToEventId)) return;
    await lanes.accept([readReceipt({ accountId, customerId, upToEventId }, clock.now())]);
  };
}

/** A read receipt for a customer, to be journalled; the same one again adds nothing. */
export function readReceipt(read: ReadByAgent, atMs: number): Arrival {
  const id = `seen/${read.accountId}/${read.upToEventId}`;
  return { id, atMs, message: readTowardsCustomer(read) };
}
