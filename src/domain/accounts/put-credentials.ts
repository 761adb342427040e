import { awaited, type Cancellation } from '../cancellation.ts';
import { Run } from '../steps.ts';
import type { Apis, Credentials } from './account.ts';
import type { Accounts } from './accounts.ts';
import type { ApiProbe } from './api-probe.ts';
import type { Profile, Profiles } from './profiles.ts';
import type { SaveCredentials } from './save-credentials.ts';
import { unrenewable } from './user-token.ts';
import { verifiedOwner } from './verified-owner.ts';

/** Credentials that somebody gives, and what is to be done with them. */
export interface GivenCredentials {
  /** Whose they must be; absent: whose X says they are. */
  readonly accountId?: string | undefined;
  readonly credentials: Credentials;
  /** Which APIs the account is to use; absent: as it was, or what X lets a new one use. */
  readonly apis?: Apis | undefined;
  /** Only checks them. */
  readonly validateOnly: boolean;
}

export interface PutCredentialsParts {
  readonly profiles: Profiles;
  readonly saveCredentials: SaveCredentials;
  readonly accounts: Accounts;
  readonly apiProbe: ApiProbe;
}

/** Keeps the credentials of an account, new or known, once X says that they are its own. */
export class PutCredentials {
  readonly #parts: PutCredentialsParts;

  constructor(parts: PutCredentialsParts) {
    this.#parts = parts;
  }

  /**
   * Answers whose they are. Fails with `StepFailed`; nothing is kept then. A check uses up no refresh
   * token.
   */
  async execute(given: GivenCredentials, cancellation: Cancellation = awaited): Promise<Profile> {
    const { accountId, validateOnly } = given;
    const { profiles, saveCredentials } = this.#parts;
    const run = new Run(cancellation);
    const credentials = validateOnly ? unrenewable(given.credentials) : given.credentials;
    const owner = await verifiedOwner(profiles, credentials, accountId, run);
    if (validateOnly) return owner;
    const apis = given.apis ?? (await this.#found(owner.id, credentials, run));
    const save = () => saveCredentials.execute(owner.id, credentials, { apis });
    await run.attempt('keep-credentials', save);
    return owner;
  }

  /** Of an account that we serve already, nothing is asked: what works goes on as it did. */
  async #found(id: string, credentials: Credentials, run: Run): Promise<Apis | undefined> {
    const { accounts, apiProbe } = this.#parts;
    const known = accounts.find(id);
    if (known?.credentials.consumerKey === credentials.consumerKey) return undefined;
    return run.attempt('find-apis', () => apiProbe.probe({ id, credentials }));
  }
}
