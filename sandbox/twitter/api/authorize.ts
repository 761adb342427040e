import type { User } from '../directory/user.ts';
import type { Answer } from '../http/answer.ts';
import type { ApiRequest } from '../http/api-request.ts';
import type { World } from '../world.ts';

const PAGE = '/i/oauth2/authorize';

/** True for the page on which a user permits an app to act for them. */
export function isAuthorizePage({ method, path }: ApiRequest): boolean {
  return method === 'GET' && path === PAGE;
}

/**
 * Everybody consents at once: leads back to the app with a code, as the user that `sandbox_user`
 * names, or the first one. What is missing is answered with 400.
 */
export function authorize(world: World, { query }: ApiRequest): Answer {
  const app = world.directory.apps().find(({ clientId }) => clientId === query.get('client_id'));
  const user = userIn(world, query.get('sandbox_user'));
  const redirectUri = query.get('redirect_uri') ?? '';
  const codeChallenge = query.get('code_challenge') ?? '';
  const isWhole =
    query.get('response_type') === 'code' && codeChallenge && URL.canParse(redirectUri);
  if (!isWhole || app === undefined || user === undefined) {
    return { status: 400, body: '<html><body>Something went wrong.</body></html>' };
  }
  const scopes = (query.get('scope') ?? '').split(' ').filter((scope) => scope !== '');
  const codeChallengeMethod = query.get('code_challenge_method') === 'plain' ? 'plain' : 'S256';
  const terms = { redirectUri, codeChallenge, codeChallengeMethod } as const;
  const location = new URL(redirectUri);
  location.searchParams.set('state', query.get('state') ?? '');
  location.searchParams.set('code', world.oauth2.issueCode({ app, user, scopes }, terms));
  return { status: 302, headers: { location: location.href } };
}

function userIn({ directory }: World, id: string | null): User | undefined {
  return id === null ? directory.users()[0] : directory.user(id);
}
