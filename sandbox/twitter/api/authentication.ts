import type { App } from '../directory/app.ts';
import type { ApiRequest } from '../http/api-request.ts';
import { blank, unsupportedAuthentication } from '../http/problem.ts';
import { refusal } from '../http/refusal.ts';
import type { World } from '../world.ts';
import type { Authentication, Caller, Route } from './route.ts';

/** Who calls, when the route is open to them; refuses otherwise. */
export function authenticate(world: World, request: ApiRequest, route: Route): Caller {
  const header = request.headers.authorization;
  if (header === undefined) throw refusal(215);
  const caller = /^Bearer\s/i.test(header)
    ? bearer(world, header.slice('Bearer '.length).trim())
    : signer(world, request, header);
  if (request.path.startsWith('/2/')) requireKindOfV2(caller, route);
  else requireKindOfV11(caller, route);
  if (route.auth === 'user') requireAccess(caller, route.needs);
  return caller;
}

/** The app whose consumer key and secret are in the Basic header; refuses with 99. */
export function appOfBasicHeader(world: World, request: ApiRequest): App {
  const [key, secret] = basicPair(request);
  const app = world.directory.appByConsumerKey(key);
  if (app === undefined || app.consumerSecret !== secret) {
    throw refusal(99, {
      message: 'Unable to verify your credentials',
      label: 'authenticity_token_error',
    });
  }
  return app;
}

/** The user name and the password of a Basic header; empty without one. */
export function basicPair(request: ApiRequest): [name: string, password: string] {
  const [, encoded = ''] = /^Basic\s+(\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
  const [name = '', password = ''] = Buffer.from(encoded, 'base64').toString().split(':');
  return [percentDecoded(name), percentDecoded(password)];
}

function bearer(world: World, token: string): Caller {
  const app = world.directory.appByBearer(token);
  if (app !== undefined) {
    const authentication = 'OAuth 2.0 Application-Only';
    return { app, user: undefined, access: app.access, authentication, scopes: undefined };
  }
  if (world.oauth2.isUnusable(token)) {
    throw unsupportedAuthentication('OAuth 2.0 Application-Only', ['OAuth 1.0a User Context']);
  }
  const grant = world.oauth2.grantOf(token);
  if (grant === undefined) throw refusal(89, { message: 'Invalid or expired token' });
  const authentication = 'OAuth 2.0 User Context';
  return { ...grant, access: 'read-write-dm', authentication };
}

function signer(world: World, request: ApiRequest, header: string): Caller {
  const { app, user, access } = world.oauth.verify(request, header, (consumerKey, token) =>
    world.directory.accessToken(consumerKey, token),
  );
  return { app, user, access, authentication: 'OAuth 1.0a User Context', scopes: undefined };
}

function requireKindOfV2({ authentication, scopes }: Caller, route: Route): void {
  const supported = supportedBy(route);
  if (!supported.includes(authentication))
    throw unsupportedAuthentication(authentication, supported);
  const hasAll = route.scopes?.every((scope) => scopes?.includes(scope)) ?? true;
  if (scopes !== undefined && !hasAll) throw blank(403);
}

function supportedBy({ auth, oauth1, scopes }: Route): Authentication[] {
  return [
    ...(auth !== 'user' ? (['OAuth 2.0 Application-Only'] as const) : []),
    ...(auth !== 'app' && oauth1 !== false ? (['OAuth 1.0a User Context'] as const) : []),
    ...(auth !== 'app' && scopes !== undefined ? (['OAuth 2.0 User Context'] as const) : []),
  ];
}

/** v1.1 knows no OAuth 2.0 tokens of users. */
function requireKindOfV11({ user, scopes }: Caller, route: Route): void {
  if (scopes !== undefined) throw refusal(220);
  if (user === undefined && route.auth === 'user') throw refusal(route.appOnlyCode ?? 220);
  if (user !== undefined && route.auth === 'app') throw refusal(32);
}

function requireAccess({ access }: Caller, needs: 'write' | 'dm' | undefined): void {
  if (needs === 'write' && access === 'read') throw refusal(261);
  if (needs === 'dm' && access !== 'read-write-dm') throw refusal(93);
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
