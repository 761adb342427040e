import type { Channel, ChannelDirectory } from '../../domain/accounts/channel-directory.ts';
import type { Failure } from '../../domain/errors.ts';

/** A channel directory in memory, for tests. */
export class InMemoryChannelDirectory implements ChannelDirectory {
  readonly #channels = new Map<string, { typeId: string; channel: Channel }>();
  #failure: Failure | undefined;

  /** Adds or replaces a channel. */
  put(typeId: string, channel: Channel): void {
    this.#channels.set(channel.serviceIdentifier, { typeId, channel });
  }

  /** Fails every question from now on. */
  fail(failure: Failure): void {
    this.#failure = failure;
  }

  /** Ends what {@link fail} began. */
  recover(): void {
    this.#failure = undefined;
  }

  async channel(serviceIdentifier: string): Promise<Channel | undefined> {
    if (this.#failure !== undefined) throw this.#failure;
    return this.#channels.get(serviceIdentifier)?.channel;
  }

  async channelsOfType(channelTypeId: string): Promise<readonly Channel[]> {
    if (this.#failure !== undefined) throw this.#failure;
    return [...this.#channels.values()]
      .filter(({ typeId }) => typeId === channelTypeId)
      .map(({ channel }) => channel);
  }
}
