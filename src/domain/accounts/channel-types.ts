/** The channel types of CCM whose channels this connector loads, remembered across restarts. */
export interface ChannelTypes {
  /** Durable when the promise resolves; remembering twice has no further effect. */
  remember(id: string): Promise<void>;
  all(): Promise<readonly string[]>;
}
