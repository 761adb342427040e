import { type ChannelFacts, type ChannelType, objectId } from './channel.ts';

const TWITTER: ChannelType = {
  id: objectId('type', 'TWITTER'),
  name: 'TWITTER',
  channelLogo: '_TWITTER.svg',
  isInteractive: true,
  mediaRoutingDomain: objectId('mrd', 'CHAT'),
};

/** The channels and channel types an administrator made; every channel is of type TWITTER. */
export class Channels {
  readonly #channels = new Map<string, ChannelFacts>();
  #types: ChannelType[] = [TWITTER];

  has(serviceIdentifier: string): boolean {
    return this.#channels.has(serviceIdentifier);
  }

  get(serviceIdentifier: string): ChannelFacts | undefined {
    return this.#channels.get(serviceIdentifier);
  }

  /** Creates or replaces a channel. */
  put(facts: ChannelFacts): void {
    this.#channels.set(facts.serviceIdentifier, facts);
  }

  /** The channels of this type, or all. */
  list(channelTypeId?: string): ChannelFacts[] {
    if (channelTypeId !== undefined && channelTypeId !== TWITTER.id) return [];
    return [...this.#channels.values()];
  }

  /** The type every channel of the sandbox has. */
  get type(): ChannelType {
    return TWITTER;
  }

  get types(): readonly ChannelType[] {
    return this.#types;
  }

  /** Adds a channel type; one of the same name is replaced. */
  addType(type: Omit<ChannelType, 'id'>): ChannelType {
    const added = { id: objectId('type', type.name), ...type };
    this.#types = [...this.#types.filter((each) => each.name !== type.name), added];
    return added;
  }

  clear(): void {
    this.#channels.clear();
    this.#types = [TWITTER];
  }
}
