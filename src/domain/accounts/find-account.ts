import { Failure, InvalidInput } from '../errors.ts';
import type { Account, Credentials } from './account.ts';
import type { Accounts } from './accounts.ts';
import type { Channel, ChannelDirectory } from './channel-directory.ts';
import { credentialsIn } from './credentials-in.ts';
import type { SaveCredentials } from './save-credentials.ts';

/** An account we serve; one that we do not know yet is looked for among CCM's channels. */
export class FindAccount {
  readonly #accounts: Accounts;
  readonly #directory: ChannelDirectory;
  readonly #save: SaveCredentials;

  constructor(accounts: Accounts, directory: ChannelDirectory, save: SaveCredentials) {
    this.#accounts = accounts;
    this.#directory = directory;
    this.#save = save;
  }

  async execute(id: string): Promise<Account | undefined> {
    const known = this.#accounts.find(id);
    if (known !== undefined) return known;
    const channel = await this.#directory.channel(id);
    if (channel === undefined) return undefined;
    await this.#save.execute(id, credentialsOf(channel));
    return this.#accounts.find(id);
  }
}

/** A channel that lacks keys is no account of ours; the message that asks for it is not at fault. */
function credentialsOf({ serviceIdentifier, attributes }: Channel): Credentials {
  try {
    return credentialsIn(attributes);
  } catch (thrown) {
    if (!(thrown instanceof InvalidInput)) throw thrown;
    const faults = thrown.faults.join('; ');
    throw new Failure('not-found', `channel ${serviceIdentifier} is not complete: ${faults}`);
  }
}
