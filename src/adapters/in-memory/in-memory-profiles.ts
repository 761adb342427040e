import type { Account, Credentials } from '../../domain/accounts/account.ts';
import type { Profile, Profiles } from '../../domain/accounts/profiles.ts';
import { Failure } from '../../domain/errors.ts';
import { Troubles } from './troubles.ts';

/** An X in memory that knows people, for tests; it can be told to fail. */
export class InMemoryProfiles implements Profiles {
  readonly troubles = new Troubles();
  /** By access token, or by the refresh token that was given where there is no such. */
  readonly owners = new Map<string, Profile>();
  readonly others: Profile[] = [];

  async owner(credentials: Credentials): Promise<Profile> {
    return this.troubles.meet('unavailable', () => this.#owner(credentials));
  }

  async named({ credentials }: Account, screenName: string): Promise<Profile> {
    return this.troubles.meet('unavailable', () => {
      this.#owner(credentials);
      const name = screenName.toLowerCase();
      const people = [...this.owners.values(), ...this.others];
      const found = people.find((person) => person.screenName.toLowerCase() === name);
      if (found === undefined) throw new Failure('not-found', 'nobody has this name');
      return found;
    });
  }

  #owner({ accessToken, userToken }: Credentials): Profile {
    const owner = this.owners.get(accessToken || (userToken?.givenRefreshToken ?? ''));
    if (owner === undefined) throw new Failure('unauthorized', 'unknown access token');
    return owner;
  }
}
