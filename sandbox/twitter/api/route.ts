import type { Access, App } from '../directory/app.ts';
import type { User } from '../directory/user.ts';
import type { Answer } from '../http/answer.ts';
import type { ApiRequest } from '../http/api-request.ts';
import type { World } from '../world.ts';
import type { RateLimitName } from './rate-limits.ts';

/** How a call is authenticated, in X's words. */
export type Authentication =
  | 'OAuth 1.0a User Context'
  | 'OAuth 2.0 User Context'
  | 'OAuth 2.0 Application-Only';

/** Who calls: an app on behalf of a user, or the app alone (bearer token). */
export interface Caller {
  readonly app: App;
  readonly user: User | undefined;
  readonly access: Access;
  readonly authentication: Authentication;
  /** What an OAuth 2.0 user token was permitted; undefined for the other kinds. */
  readonly scopes: readonly string[] | undefined;
}

/** An authenticated call. */
export interface Call {
  readonly world: World;
  readonly request: ApiRequest;
  readonly app: App;
  readonly caller: Caller;
  /** The parts of the path that the route leaves open, in order. */
  readonly params: readonly string[];
}

/** A call on behalf of a user. */
export type UserCall = Call & { readonly user: User };

interface RouteBase {
  readonly method: string;
  /** A path; each `:name` in it stands for one part. */
  readonly path: string;
  readonly limit: RateLimitName;
  /** The scopes that an OAuth 2.0 user token must have, in v2; absent: such tokens are refused. */
  readonly scopes?: readonly string[];
  /** False: a signed call is refused, in v2. */
  readonly oauth1?: false;
}

/** A route that only a user's token opens. */
export interface UserRoute extends RouteBase {
  readonly auth: 'user';
  /** What the token must allow; absent: reading. */
  readonly needs?: 'write' | 'dm';
  /** The code a bearer token is refused with; absent: 220. */
  readonly appOnlyCode?: number;
  /** True when this call does not count against the limit. */
  readonly isFree?: (call: UserCall) => boolean;
  readonly handle: (call: UserCall) => Answer | Promise<Answer>;
}

/** A route that only a bearer token opens, or a bearer token as well as a user's token. */
export interface AppRoute extends RouteBase {
  readonly auth: 'app' | 'either';
  readonly handle: (call: Call) => Answer | Promise<Answer>;
}

/** One call of the API. */
export type Route = UserRoute | AppRoute;
