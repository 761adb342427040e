import { newEnvironment } from './account-activity/environment.ts';
import { newV2Webhooks } from './account-activity/v2-webhooks.ts';
import { DEFAULT_APP, DEFAULT_BUSINESS, DEFAULT_CUSTOMERS } from './defaults.ts';
import type { App } from './directory/app.ts';
import { User } from './directory/user.ts';
import type { Settings } from './settings.ts';
import { World } from './world.ts';

const ACCOUNTS_CREATED_MS = Date.UTC(2012, 7, 1);

/** A world with the default app, business and customers. */
export function defaultWorld(
  settings: Settings,
  now: () => number,
  routes: Readonly<Record<string, string>>,
  origin: () => string,
): World {
  const world = new World(settings, now, origin);
  const app = defaultApp();
  world.directory.addApp(app);
  for (const { id, name, screenName } of [DEFAULT_BUSINESS, ...DEFAULT_CUSTOMERS]) {
    world.directory.addUser(new User(id, name, screenName, ACCOUNTS_CREATED_MS));
  }
  const business = world.directory.user(DEFAULT_BUSINESS.id);
  if (business !== undefined) {
    world.directory.issueToken(app, business, {
      token: DEFAULT_BUSINESS.accessToken,
      tokenSecret: DEFAULT_BUSINESS.accessTokenSecret,
    });
  }
  for (const [host, target] of Object.entries(routes)) world.webhookClient.routes.set(host, target);
  return world;
}

function defaultApp(): App {
  const { id, name, url, consumerKey, consumerSecret, clientId, clientSecret } = DEFAULT_APP;
  const { environment, webhookLimit, subscriptionLimit } = DEFAULT_APP;
  return {
    source: { id, name, url },
    consumerKey,
    consumerSecret,
    clientId,
    clientSecret,
    access: 'read-write-dm',
    environments: new Map([
      [environment, newEnvironment(environment, webhookLimit, subscriptionLimit)],
    ]),
    v2: newV2Webhooks(),
    refuses: [],
    bearerToken: undefined,
  };
}
