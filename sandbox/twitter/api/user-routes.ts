import { v1User, v2User } from '../directory/user.ts';
import { ok } from '../http/answer.ts';
import { refusal } from '../http/refusal.ts';
import type { Call, Route } from './route.ts';

/** Looking up users. */
export const USER_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/1.1/account/verify_credentials.json',
    auth: 'user',
    limit: 'account/verify_credentials',
    handle: ({ user }) => ok(v1User(user)),
  },
  {
    method: 'GET',
    path: '/1.1/users/show.json',
    auth: 'either',
    limit: 'users/show',
    handle: showUser,
  },
  {
    method: 'GET',
    path: '/2/users/me',
    auth: 'user',
    limit: 'users/me',
    handle: ({ user }) => ok({ data: v2User(user) }),
  },
  {
    method: 'GET',
    path: '/2/users/by/username/:username',
    auth: 'either',
    limit: 'users/by/username',
    handle: userByUsername,
  },
];

function showUser({ world, request }: Call) {
  const screenName = request.query.get('screen_name');
  const id = request.query.get('user_id');
  const user =
    screenName === null
      ? world.directory.user(id ?? '')
      : world.directory.userByScreenName(screenName);
  if (user === undefined) throw refusal(50);
  return ok(v1User(user));
}

/** A lookup that finds nobody is answered with 200 and no `data`. */
function userByUsername({ world, params: [username = ''] }: Call) {
  const user = world.directory.userByScreenName(username);
  if (user !== undefined) return ok({ data: v2User(user) });
  return ok({
    errors: [
      {
        value: username,
        resource_id: username,
        resource_type: 'user',
        parameter: 'username',
        title: 'Not Found Error',
        detail: `Could not find user with username: [${username}].`,
        type: 'https://api.twitter.com/2/problems/resource-not-found',
      },
    ],
  });
}
