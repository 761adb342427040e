import { v1User } from '../directory/user.ts';
import { ok } from '../http/answer.ts';
import { refusal } from '../http/refusal.ts';
import type { Call, Route } from './route.ts';

/** Looking up users in v1.1. */
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
