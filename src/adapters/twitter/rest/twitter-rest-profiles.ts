import type { Account, Credentials } from '../../../domain/accounts/account.ts';
import type { Profile, Profiles } from '../../../domain/accounts/profiles.ts';
import { Failure } from '../../../domain/errors.ts';
import { idOf, isObject, textOf } from '../wire.ts';
import type { TwitterClient } from './twitter-client.ts';
import { xErrorIn } from './x-error.ts';

/** What X answers where an app may not, or no longer, use v1.1. */
const closed = [403, 404, 410];

/** X's codes for users that there are not, or no longer. */
const nobody: readonly (number | undefined)[] = [17, 50, 63];

/** Who somebody is, through X's REST API: v1.1, and v2 where v1.1 is closed to the app. */
export class TwitterRestProfiles implements Profiles {
  readonly #client: TwitterClient;

  constructor(client: TwitterClient) {
    this.#client = client;
  }

  async owner(credentials: Credentials): Promise<Profile> {
    const { status, body } = await this.#client.request({
      method: 'GET',
      path: '/1.1/account/verify_credentials.json',
      query: { include_entities: 'false', skip_status: 'true' },
      auth: { kind: 'user', credentials },
    });
    const profile = v1ProfileIn(body);
    if (profile === undefined)
      throw new Failure('unavailable', `X answered ${status} without a user`);
    return profile;
  }

  async named({ credentials }: Account, screenName: string): Promise<Profile> {
    if (!/^\w{1,50}$/.test(screenName)) throw new Failure('not-found', 'nobody has such a name');
    const auth = { kind: 'user', credentials } as const;
    const path = '/1.1/users/show.json';
    const request = { method: 'GET', path, query: { screen_name: screenName }, auth } as const;
    const answer = await this.#client.answer(request);
    const profile = answer.status < 300 ? v1ProfileIn(answer.body) : undefined;
    if (profile !== undefined) return profile;
    if (!closed.includes(answer.status) || nobody.includes(xErrorIn(answer.body)?.code)) {
      throw this.#client.failureOf(answer, request);
    }
    const inV2 = await this.#client.request({
      method: 'GET',
      path: `/2/users/by/username/${screenName}`,
      auth,
    });
    return v2ProfileIn(inV2.body);
  }
}

/** A number that JSON had to round is no id; `id_str` is. */
function v1ProfileIn(user: unknown): Profile | undefined {
  const id = isObject(user) ? idOf(user['id_str']) : undefined;
  return isObject(user) && id ? { id, screenName: textOf(user['screen_name']) } : undefined;
}

/** A name that nobody has is answered with 200 and no `data`. */
function v2ProfileIn(body: unknown): Profile {
  const user = isObject(body) ? body['data'] : undefined;
  const id = isObject(user) ? idOf(user['id']) : undefined;
  if (!isObject(user) || id === undefined)
    throw new Failure('not-found', 'X knows nobody of that name');
  return { id, screenName: textOf(user['username']) };
}
