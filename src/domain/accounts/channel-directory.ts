/** The attributes of one channel as an administrator entered them in Unified Admin. */
export interface Channel {
  readonly serviceIdentifier: string;
  /** Key and value as they came; keys are compared as `credentialsIn` says. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** What the contact centre knows about its channels. */
export interface ChannelDirectory {
  /** The channel of this service identifier; undefined when there is none. */
  channel(serviceIdentifier: string): Promise<Channel | undefined>;
  channelsOfType(channelTypeId: string): Promise<readonly Channel[]>;
}
