import type { Account, Credentials } from '../../../../domain/accounts/account.ts';
import type { Profile, Profiles } from '../../../../domain/accounts/profiles.ts';
import { Failure } from '../../../../domain/errors.ts';
import { idOf, isObject, textOf } from '../../wire.ts';
import { isClosed } from './closed-api.ts';
import type { Authentication, TwitterAnswer, TwitterClient } from '../client/twitter-client.ts';
import { signing, type UserAuthentication } from './user-authentication.ts';

/** One question, in the words of v1.1 and of v2. */
interface Question {
  readonly v1: { readonly path: string; readonly query: Readonly<Record<string, string>> };
  readonly v2: string;
}

/**
 * Who somebody is, through X's REST API: v1.1, and v2 where v1.1 is closed to the app or does not
 * take the tokens of the account.
 */
export class TwitterProfiles implements Profiles {
  readonly #client: TwitterClient;
  readonly #users: UserAuthentication;

  constructor(client: TwitterClient, users: UserAuthentication = signing) {
    this.#client = client;
    this.#users = users;
  }

  async owner(credentials: Credentials): Promise<Profile> {
    const query = { include_entities: 'false', skip_status: 'true' };
    const v1 = { path: '/1.1/account/verify_credentials.json', query };
    const auth = await this.#users.of({ credentials });
    const profile = await this.#asked({ v1, v2: '/2/users/me' }, auth);
    if (profile === undefined) throw new Failure('unavailable', 'X answered without a user');
    return profile;
  }

  async named({ credentials, id }: Account, screenName: string): Promise<Profile> {
    if (!/^\w{1,50}$/.test(screenName)) throw new Failure('not-found', 'nobody has such a name');
    const v1 = { path: '/1.1/users/show.json', query: { screen_name: screenName } };
    const auth = await this.#users.of({ id, credentials });
    const profile = await this.#asked({ v1, v2: `/2/users/by/username/${screenName}` }, auth);
    if (profile === undefined) throw new Failure('not-found', 'X knows nobody of that name');
    return profile;
  }

  /** v1.1 takes signatures alone. */
  async #asked({ v1, v2 }: Question, auth: Authentication): Promise<Profile | undefined> {
    if (auth.kind === 'user') {
      const request = { method: 'GET', ...v1, auth } as const;
      const answer = await this.#client.answer(request);
      if (answer.status < 300) return v1ProfileIn(answer);
      if (!isClosed(answer)) throw this.#client.failureOf(answer, request);
    }
    const { body } = await this.#client.request({ method: 'GET', path: v2, auth });
    return profileIn(isObject(body) ? body['data'] : undefined, 'id', 'username');
  }
}

function v1ProfileIn({ body, status }: TwitterAnswer): Profile {
  const profile = profileIn(body, 'id_str', 'screen_name');
  if (profile !== undefined) return profile;
  throw new Failure('unavailable', `X answered ${status} without a user`);
}

/** A number that JSON had to round is no id. In v2 a name that nobody has is 200 without `data`. */
function profileIn(user: unknown, idField: string, nameField: string): Profile | undefined {
  const id = isObject(user) ? idOf(user[idField]) : undefined;
  return isObject(user) && id ? { id, screenName: textOf(user[nameField]) } : undefined;
}
