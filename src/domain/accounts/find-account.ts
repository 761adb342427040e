import { Failure, InvalidInput } from '../errors.ts';
import type { Account } from './account.ts';
import type { Accounts } from './accounts.ts';
import type { Channel, ChannelDirectory } from './channel-directory.ts';
import { type Connection, connectionIn } from './connection-in.ts';
import type { SaveCredentials } from './save-credentials.ts';
import type { RemovedAccounts } from './served-accounts.ts';

/**
 * An account we serve; one that we do not know yet is looked for among CCM's channels, unless it
 * was removed.
 */
export class FindAccount {
  readonly #accounts: Accounts;
  readonly #directory: ChannelDirectory;
  readonly #save: SaveCredentials;
  readonly #removed: Pick<RemovedAccounts, 'wasRemoved'> | undefined;

  constructor(
    accounts: Accounts,
    directory: ChannelDirectory,
    save: SaveCredentials,
    removed?: Pick<RemovedAccounts, 'wasRemoved'>,
  ) {
    this.#removed = removed;
    this.#accounts = accounts;
    this.#directory = directory;
    this.#save = save;
  }

  async execute(id: string): Promise<Account | undefined> {
    const known = this.#accounts.find(id);
    if (known !== undefined) return known;
    if (this.#removed?.wasRemoved(id) === true) return undefined;
    const channel = await this.#directory.channel(id);
    if (channel === undefined) return undefined;
    const { apis, credentials } = connectionOf(channel);
    await this.#save.execute(id, credentials, { apis, by: 'channel' });
    return this.#accounts.find(id);
  }

  /** As `execute`, but fails with `not-found` when nobody knows the account. */
  async demand(id: string): Promise<Account> {
    const account = await this.execute(id);
    if (account === undefined) throw new Failure('not-found', `no account ${id}`);
    return account;
  }
}

/** A channel that lacks keys is no account of ours; the message that asks for it is not at fault. */
function connectionOf({ serviceIdentifier, attributes }: Channel): Connection {
  try {
    return connectionIn(attributes);
  } catch (thrown) {
    if (!(thrown instanceof InvalidInput)) throw thrown;
    const faults = thrown.faults.join('; ');
    throw new Failure('not-found', `channel ${serviceIdentifier} is not complete: ${faults}`);
  }
}
