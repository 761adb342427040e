import { InvalidInput } from '../errors.ts';
import type { ChannelDirectory } from './channel-directory.ts';
import type { ChannelTypes } from './channel-types.ts';
import { credentialsIn } from './credentials-in.ts';
import type { SaveCredentials } from './save-credentials.ts';

/** What became of the channels of a type. */
export interface LoadedChannels {
  readonly loaded: readonly string[];
  /** Service identifier and what its attributes lack. */
  readonly refused: Readonly<Record<string, readonly string[]>>;
}

/** Takes over the credentials of all channels of a type, and remembers the type. */
export class LoadChannels {
  readonly #directory: ChannelDirectory;
  readonly #types: ChannelTypes;
  readonly #save: SaveCredentials;

  constructor(directory: ChannelDirectory, types: ChannelTypes, save: SaveCredentials) {
    this.#directory = directory;
    this.#types = types;
    this.#save = save;
  }

  async execute(channelTypeId: string): Promise<LoadedChannels> {
    const loaded: string[] = [];
    const refused: Record<string, readonly string[]> = {};
    for (const channel of await this.#directory.channelsOfType(channelTypeId)) {
      try {
        await this.#save.execute(channel.serviceIdentifier, credentialsIn(channel.attributes));
        loaded.push(channel.serviceIdentifier);
      } catch (thrown) {
        if (!(thrown instanceof InvalidInput)) throw thrown;
        refused[channel.serviceIdentifier] = thrown.faults;
      }
    }
    await this.#types.remember(channelTypeId);
    return { loaded, refused };
  }

  /** Loads the remembered types again; one that cannot be loaded does not stop the others. */
  async reload(): Promise<void> {
    await Promise.allSettled((await this.#types.all()).map((id) => this.execute(id)));
  }
}
