import { awaited, type Cancellation } from '../cancellation.ts';
import { Run } from '../steps.ts';
import type { Credentials } from './account.ts';
import type { Profile, Profiles } from './profiles.ts';
import type { SaveCredentials } from './save-credentials.ts';
import { verifiedOwner } from './verified-owner.ts';

/** Credentials that somebody gives, and what is to be done with them. */
export interface GivenCredentials {
  /** Whose they must be; absent: whose X says they are. */
  readonly accountId?: string | undefined;
  readonly credentials: Credentials;
  /** Only checks them. */
  readonly validateOnly: boolean;
}

/** Keeps the credentials of an account, new or known, once X says that they are its own. */
export class PutCredentials {
  readonly #profiles: Profiles;
  readonly #saveCredentials: SaveCredentials;

  constructor(profiles: Profiles, saveCredentials: SaveCredentials) {
    this.#profiles = profiles;
    this.#saveCredentials = saveCredentials;
  }

  /** Answers whose they are. Fails with `StepFailed`; nothing is kept then. */
  async execute(given: GivenCredentials, cancellation: Cancellation = awaited): Promise<Profile> {
    const { accountId, credentials, validateOnly } = given;
    const run = new Run(cancellation);
    const owner = await verifiedOwner(this.#profiles, credentials, accountId, run);
    if (validateOnly) return owner;
    const save = () => this.#saveCredentials.execute(owner.id, credentials);
    await run.attempt('keep-credentials', save);
    return owner;
  }
}
