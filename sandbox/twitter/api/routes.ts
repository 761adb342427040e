import { ACCOUNT_ACTIVITY_ROUTES } from './account-activity-routes.ts';
import { DIRECT_MESSAGE_ROUTES } from './direct-message-routes.ts';
import { MEDIA_UPLOAD_ROUTES } from './media-upload-routes.ts';
import type { Route } from './route.ts';
import { SUBSCRIPTION_ROUTES } from './subscription-routes.ts';
import { USER_ROUTES } from './user-routes.ts';

const ALL: readonly Route[] = [
  ...DIRECT_MESSAGE_ROUTES,
  ...SUBSCRIPTION_ROUTES,
  ...ACCOUNT_ACTIVITY_ROUTES,
  ...USER_ROUTES,
  ...MEDIA_UPLOAD_ROUTES,
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
