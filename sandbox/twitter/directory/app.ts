import type { Environment } from '../account-activity/environment.ts';
import type { V2Webhooks } from '../account-activity/v2-webhooks.ts';

/** What an app may do, and what a token issued for it may do: as the app was set up at that time. */
export type Access = 'read' | 'read-write' | 'read-write-dm';

/** One of X's two APIs. */
export type Generation = 'v1.1' | 'v2';

/** The part of an app that everybody may see. */
export interface SourceApp {
  readonly id: string;
  readonly name: string;
  readonly url: string;
}

/** A developer's app with its keys, its Account Activity environments, and what it has in v2. */
export interface App {
  readonly source: SourceApp;
  readonly consumerKey: string;
  readonly consumerSecret: string;
  /** The OAuth 2.0 credentials. */
  readonly clientId: string;
  readonly clientSecret: string;
  readonly access: Access;
  readonly environments: ReadonlyMap<string, Environment>;
  readonly v2: V2Webhooks;
  /** The generations that are closed to the app; v1.1 to one made today, v2 to one never enrolled. */
  refuses: readonly Generation[];
  /** The app-only token; the same until it is invalidated. */
  bearerToken: string | undefined;
}
