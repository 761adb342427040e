import type { Environment } from '../account-activity/environment.ts';

/** What an app may do, and what a token issued for it may do: as the app was set up at that time. */
export type Access = 'read' | 'read-write' | 'read-write-dm';

/** The part of an app that everybody may see. */
export interface SourceApp {
  readonly id: string;
  readonly name: string;
  readonly url: string;
}

/** A developer's app with its keys and its Account Activity environments. */
export interface App {
  readonly source: SourceApp;
  readonly consumerKey: string;
  readonly consumerSecret: string;
  readonly access: Access;
  readonly environments: ReadonlyMap<string, Environment>;
  /** The app-only token; the same until it is invalidated. */
  bearerToken: string | undefined;
}
