import type { FindAccount } from '../accounts/find-account.ts';
import type { Clock } from '../delivery/clock.ts';
import type { Lanes } from '../delivery/lanes.ts';
import type { Observer } from '../observer.ts';
import { type AgentMessage, arrivalIdOf } from './agent-message.ts';
import { towardsCustomer } from './lanes-of.ts';

/** What became of a message that was taken. */
export interface Received {
  /** Its id was there already, and nothing was changed. */
  readonly duplicate: boolean;
  /** When it was taken, epoch milliseconds. */
  readonly atMs: number;
}

/**
 * Takes a message of the contact centre, or of an internal service, for a customer. When the
 * promise resolves it is on disk; the same id again changes nothing. Fails with `not-found` when
 * nobody knows the account.
 */
export class ReceiveAgentMessage {
  readonly #lanes: Pick<Lanes, 'accept'>;
  readonly #findAccount: FindAccount;
  readonly #clock: Clock;
  readonly #observer: Observer;

  constructor(
    lanes: Pick<Lanes, 'accept'>,
    findAccount: FindAccount,
    clock: Clock,
    observer: Observer,
  ) {
    this.#lanes = lanes;
    this.#findAccount = findAccount;
    this.#clock = clock;
    this.#observer = observer;
  }

  async execute(message: AgentMessage): Promise<Received> {
    await this.#findAccount.demand(message.accountId);
    const atMs = this.#clock.now();
    const lane = towardsCustomer(message);
    const [outcome] = await this.#lanes.accept([{ id: arrivalIdOf(message), atMs, message: lane }]);
    const duplicate = outcome === 'duplicate';
    const { accountId, origin: from = 'cim' } = message;
    this.#observer.notice({ kind: 'accepted', from, accountId, what: 'message', duplicate });
    return { duplicate, atMs };
  }
}
