import { type User, v2User } from '../../directory/user.ts';
import { type Answer, ok } from '../../http/answer.ts';
import { invalidParameter, notFoundError } from '../../http/problem.ts';
import type { Call, Route } from '../route.ts';
import { listParameter } from './query.ts';

const IDS_MAX = 100;
const SCOPES = ['tweet.read', 'users.read'];
const ID = /^\d{1,19}$/;

/** Looking up users in API v2. */
export const V2_USER_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/2/users/me',
    auth: 'user',
    limit: 'users/me',
    scopes: SCOPES,
    handle: (call) => ok({ data: shown(call, call.user) }),
  },
  { ...lookUp('/2/users/by/username/:username', 'users/by/username'), handle: byUsername },
  { ...lookUp('/2/users/:id', 'users/by/id'), handle: byId },
  { ...lookUp('/2/users', 'users/by/ids'), handle: byIds },
];

function lookUp<L extends 'users/by/username' | 'users/by/id' | 'users/by/ids'>(
  path: string,
  limit: L,
) {
  return { method: 'GET', path, auth: 'either', limit, scopes: SCOPES } as const;
}

/** A lookup that finds nobody is answered with 200 and no `data`. */
function byUsername(call: Call): Answer {
  const [username = ''] = call.params;
  const user = call.world.directory.userByScreenName(username);
  if (user !== undefined) return ok({ data: shown(call, user) });
  return ok({ errors: [notFoundError('user', 'username', username)] });
}

function byId(call: Call): Answer {
  const [id = ''] = call.params;
  if (!ID.test(id)) throw invalidParameter('id', id);
  const user = call.world.directory.user(id);
  if (user !== undefined) return ok({ data: shown(call, user) });
  return ok({ errors: [notFoundError('user', 'id', id)] });
}

/** Those who are found are data, the others are errors beside them. */
function byIds(call: Call): Answer {
  const text = call.request.query.get('ids') ?? '';
  const ids = text.split(',');
  if (ids.length > IDS_MAX || !ids.every((id) => ID.test(id))) throw invalidParameter('ids', text);
  const found = ids.flatMap((id) => call.world.directory.user(id) ?? []);
  const missing = ids.filter((id) => call.world.directory.user(id) === undefined);
  return ok({
    ...(found.length > 0 && { data: found.map((user) => shown(call, user)) }),
    ...(missing.length > 0 && { errors: missing.map((id) => notFoundError('user', 'ids', id)) }),
  });
}

function shown({ request }: Call, user: User): object {
  return v2User(user, listParameter(request, 'user.fields'));
}
