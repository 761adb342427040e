import { tokenAnswer } from '../api/oauth2-users.ts';
import type { CodeTerms, Grant } from '../directory/oauth2-tokens.ts';
import type { World } from '../world.ts';
import { notFound } from './control-refusal.ts';

/** The scopes of a connector of direct messages. */
const CONNECTOR_SCOPES = [
  'dm.read',
  'dm.write',
  'tweet.read',
  'users.read',
  'media.write',
  'offline.access',
];

/** Who permits what to which app; without an app, the first one is meant. */
export interface Consent {
  readonly appId?: string | undefined;
  readonly scopes?: readonly string[] | undefined;
}

/** Stands for the page on which a user permits an app to act for them. */
export class OAuth2Control {
  readonly #world: () => World;

  constructor(world: () => World) {
    this.#world = world;
  }

  /** A pair of tokens as the API would answer with; `expiresInSecs` is another life for this one. */
  issueTokens(userId: string, consent: Consent & { expiresInSecs?: number | undefined } = {}) {
    const { oauth2, settings } = this.#world();
    const lifeSecs = consent.expiresInSecs ?? settings.v2.accessLifeSecs;
    return tokenAnswer(oauth2.issue(this.#grant(userId, consent), lifeSecs));
  }

  /** The code that the user's browser comes back to the app with. */
  issueCode(userId: string, { appId, scopes, ...terms }: Consent & CodeTerms): { code: string } {
    return { code: this.#world().oauth2.issueCode(this.#grant(userId, { appId, scopes }), terms) };
  }

  #grant(userId: string, { appId, scopes = CONNECTOR_SCOPES }: Consent): Grant {
    const { directory } = this.#world();
    const app = appId === undefined ? directory.apps()[0] : directory.app(appId);
    if (app === undefined) throw notFound('appId', appId ?? '');
    const user = directory.user(userId);
    if (user === undefined) throw notFound('id', userId);
    return { app, user, scopes };
  }
}
