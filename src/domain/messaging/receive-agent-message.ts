import type { FindAccount } from '../accounts/find-account.ts';
import type { Clock } from '../delivery/clock.ts';
import type { Lanes } from '../delivery/lanes.ts';
import { Failure } from '../errors.ts';
import type { Observer } from '../observer.ts';
import type { AgentMessage } from './agent-message.ts';
import { towardsCustomer } from './lanes-of.ts';

/**
 * Takes a message of the contact centre for a customer. When the promise resolves it is on disk;
 * the same id again changes nothing. Fails with `not-found` when nobody knows the account.
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

  async execute(message: AgentMessage): Promise<void> {
    if ((await this.#findAccount.execute(message.accountId)) === undefined) {
      throw new Failure('not-found', `no account ${message.accountId}`);
    }
    const arrival = {
      id: `cim/${message.id}`,
      atMs: this.#clock.now(),
      message: towardsCustomer(message),
    };
    const [outcome] = await this.#lanes.accept([arrival]);
    this.#observer.notice({ kind: 'accepted', from: 'cim', duplicate: outcome === 'duplicate' });
  }
}
