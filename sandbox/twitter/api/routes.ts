import { ACCOUNT_ACTIVITY_ROUTES } from './account-activity-routes.ts';
import { DIRECT_MESSAGE_ROUTES } from './direct-message-routes.ts';
import { MEDIA_UPLOAD_ROUTES } from './media-upload-routes.ts';
import type { Route } from './route.ts';
import { SUBSCRIPTION_ROUTES } from './subscription-routes.ts';
import { REPLAY_ROUTES } from './replay-routes.ts';
import { USER_ROUTES } from './user-routes.ts';
import { V2_ACCOUNT_ACTIVITY_ROUTES } from './v2/account-activity-routes.ts';
import { V2_ACTIVITY_ROUTES } from './v2/activity-routes.ts';
import { V2_EVENT_ROUTES } from './v2/event-routes.ts';
import { V2_MEDIA_FILE_ROUTES } from './v2/media-file-route.ts';
import { V2_MEDIA_UPLOAD_ROUTES } from './v2/media-upload-routes.ts';
import { V2_REPLAY_ROUTES } from './v2/replay-routes.ts';
import { V2_SEND_ROUTES } from './v2/send-routes.ts';
import { V2_USER_ROUTES } from './v2/user-routes.ts';
import { V2_WEBHOOK_ROUTES } from './v2/webhook-routes.ts';

const ALL: readonly Route[] = [
  ...DIRECT_MESSAGE_ROUTES,
  ...SUBSCRIPTION_ROUTES,
  ...ACCOUNT_ACTIVITY_ROUTES,
  ...USER_ROUTES,
  ...MEDIA_UPLOAD_ROUTES,
  ...REPLAY_ROUTES,
  ...V2_USER_ROUTES,
  ...V2_SEND_ROUTES,
  ...V2_EVENT_ROUTES,
  ...V2_MEDIA_FILE_ROUTES,
  ...V2_MEDIA_UPLOAD_ROUTES,
  ...V2_WEBHOOK_ROUTES,
  ...V2_ACCOUNT_ACTIVITY_ROUTES,
  ...V2_ACTIVITY_ROUTES,
  ...V2_REPLAY_ROUTES,
];

const FIXED = new Map(
  ALL.filter(({ path }) => !path.includes(':')).map((route) => [
    `${route.method} ${route.path}`,
    route,
  ]),
);

const OPEN = ALL.filter(({ path }) => path.includes(':')).map((route) => ({
  route,
  pattern: new RegExp(`^${route.path.replaceAll('.', '\\.').replaceAll(/:\w+/g, '([^/]+?)')}$`),
}));

/** The route of a call with the open parts of its path; undefined when there is none. */
export function routeOf(
  method: string,
  path: string,
): { route: Route; params: readonly string[] } | undefined {
  const fixed = FIXED.get(`${method} ${path}`);
  if (fixed !== undefined) return { route: fixed, params: [] };
  for (const { route, pattern } of OPEN) {
    const match = route.method === method ? pattern.exec(path) : null;
    if (match !== null) return { route, params: match.slice(1) };
  }
  return undefined;
}
