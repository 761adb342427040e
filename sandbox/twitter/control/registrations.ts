import { newEnvironment } from '../account-activity/environment.ts';
import { newV2Webhooks } from '../account-activity/v2-webhooks.ts';
import type { Access, App, Generation } from '../directory/app.ts';
import { type AccessToken, letters } from '../directory/directory.ts';
import { User } from '../directory/user.ts';
import type { World } from '../world.ts';
import { ControlRefusal, notFound } from './control-refusal.ts';

/** An app with its keys. */
export interface RegisteredApp {
  readonly id: string;
  readonly name: string;
  readonly consumerKey: string;
  readonly consumerSecret: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly access: Access;
  readonly refuses: readonly Generation[];
  readonly environments: readonly string[];
}

/** A user with a token. */
export interface RegisteredUser {
  readonly id: string;
  readonly name: string;
  readonly screenName: string;
  readonly acceptsMessages: boolean;
  readonly appId: string;
  readonly accessToken: string;
  readonly accessTokenSecret: string;
}

/** What an app is made of; every name in `environments` gets both limits. */
export interface NewApp {
  readonly name: string;
  readonly access: Access;
  readonly environments: readonly string[];
  readonly webhookLimit: number;
  readonly subscriptionLimit: number;
  /** The generations of the API that are closed to it; absent: none. */
  readonly refuses?: readonly Generation[] | undefined;
}

/** What a user is made of; without an id a new one is given, without an app the first one is meant. */
export interface NewUser {
  readonly id?: string | undefined;
  readonly name: string;
  readonly screenName: string;
  readonly appId?: string | undefined;
  readonly acceptsMessages?: boolean | undefined;
}

/** Makes apps, users and tokens, and takes tokens back. */
export class Registrations {
  readonly #world: () => World;

  constructor(world: () => World) {
    this.#world = world;
  }

  addApp(newApp: NewApp): RegisteredApp {
    const { name, access, environments, webhookLimit, subscriptionLimit, refuses = [] } = newApp;
    const { directory, snowflakes } = this.#world();
    const id = snowflakes.next();
    const app: App = {
      source: { id, name, url: `https://apps.example/${id}` },
      consumerKey: letters(25),
      consumerSecret: letters(50),
      clientId: letters(34),
      clientSecret: letters(50),
      access,
      environments: new Map(
        environments.map((env) => [env, newEnvironment(env, webhookLimit, subscriptionLimit)]),
      ),
      v2: newV2Webhooks(),
      refuses,
      bearerToken: undefined,
    };
    directory.addApp(app);
    const { consumerKey, consumerSecret, clientId, clientSecret } = app;
    const keys = { consumerKey, consumerSecret, clientId, clientSecret };
    return { id, name, ...keys, access, refuses, environments };
  }

  /** Closes generations of the API to the app, and opens the others. */
  changeApp(id: string, { refuses }: { refuses: readonly Generation[] }): void {
    this.#app(id).refuses = refuses;
  }

  addUser({ id, name, screenName, appId, acceptsMessages = true }: NewUser): RegisteredUser {
    const { directory, snowflakes, now } = this.#world();
    const app = this.#app(appId);
    const faults = [
      ...(id !== undefined && directory.user(id) ? [{ path: 'id', message: 'is taken' }] : []),
      ...(directory.userByScreenName(screenName)
        ? [{ path: 'screenName', message: 'is taken' }]
        : []),
    ];
    if (faults.length > 0) throw new ControlRefusal(400, faults);
    const user = new User(id ?? snowflakes.next(), name, screenName, now());
    user.acceptsMessages = acceptsMessages;
    directory.addUser(user);
    return shown(directory.issueToken(app, user));
  }

  changeUser(id: string, { acceptsMessages }: { acceptsMessages?: boolean | undefined }): void {
    const user = this.#user(id);
    user.acceptsMessages = acceptsMessages ?? user.acceptsMessages;
  }

  /** One more token, for instance after a revoke. */
  issueToken(userId: string, appId?: string): RegisteredUser {
    return shown(this.#world().directory.issueToken(this.#app(appId), this.#user(userId)));
  }

  /** The user takes back the permission of one app, or of all: tokens and subscriptions go. */
  revoke(userId: string, appId?: string): void {
    const { directory, activities, oauth2, now } = this.#world();
    const user = this.#user(userId);
    for (const app of appId === undefined ? directory.apps() : [this.#app(appId)]) {
      directory.revokeTokens(app, user);
      oauth2.revokeAll(app, user);
      activities.revoke(app, user, now());
    }
  }

  #app(id: string | undefined): App {
    const { directory } = this.#world();
    const app = id === undefined ? directory.apps()[0] : directory.app(id);
    if (app === undefined) throw notFound('appId', id ?? '');
    return app;
  }

  #user(id: string): User {
    const user = this.#world().directory.user(id);
    if (user === undefined) throw notFound('id', id);
    return user;
  }
}

function shown({ user, app, token, tokenSecret }: AccessToken): RegisteredUser {
  return {
    id: user.id,
    name: user.name,
    screenName: user.screenName,
    acceptsMessages: user.acceptsMessages,
    appId: app.source.id,
    accessToken: token,
    accessTokenSecret: tokenSecret,
  };
}
