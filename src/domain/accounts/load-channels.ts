import { failureOf, InvalidInput } from '../errors.ts';
import type { Observer } from '../observer.ts';
import type { ChannelDirectory } from './channel-directory.ts';
import type { ChannelTypes } from './channel-types.ts';
import { connectionIn } from './connection-in.ts';
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
  readonly #observer: Observer;

  constructor(
    directory: ChannelDirectory,
    types: ChannelTypes,
    save: SaveCredentials,
    observer: Observer,
  ) {
    this.#directory = directory;
    this.#types = types;
    this.#save = save;
    this.#observer = observer;
  }

  /** Loads the channels of a type, as an administrator asks for it. */
  execute(channelTypeId: string): Promise<LoadedChannels> {
    return this.#load(channelTypeId, 'channel');
  }

  async #load(channelTypeId: string, by: 'channel' | 'start'): Promise<LoadedChannels> {
    const loaded: string[] = [];
    const refused: Record<string, readonly string[]> = {};
    for (const channel of await this.#directory.channelsOfType(channelTypeId)) {
      try {
        const { apis, credentials } = connectionIn(channel.attributes);
        await this.#save.execute(channel.serviceIdentifier, credentials, { by, apis });
        loaded.push(channel.serviceIdentifier);
      } catch (thrown) {
        if (!(thrown instanceof InvalidInput)) throw thrown;
        refused[channel.serviceIdentifier] = thrown.faults;
      }
    }
    await this.#types.remember(channelTypeId);
    return { loaded, refused };
  }

  /**
   * Loads the remembered types again, for accounts that have been added; those we know keep the
   * keys that they were given last. A type that cannot be loaded does not stop the others.
   */
  async reload(): Promise<void> {
    for (const id of await this.#types.all()) {
      await this.#load(id, 'start').catch((thrown) => {
        const failure = failureOf(thrown);
        this.#observer.notice({ kind: 'channels-not-loaded', channelTypeId: id, failure });
      });
    }
  }
}
