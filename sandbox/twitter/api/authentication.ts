import type { App } from '../directory/app.ts';
import type { ApiRequest } from '../http/api-request.ts';
import { refusal } from '../http/refusal.ts';
import type { World } from '../world.ts';
import type { Caller, Route } from './route.ts';

/** Who calls, when the route is open to them; refuses otherwise. */
export function authenticate(world: World, request: ApiRequest, route: Route): Caller {
  const header = request.headers.authorization;
  if (header === undefined) throw refusal(215);
  const caller = /^Bearer\s/i.test(header)
    ? bearer(world, header.slice('Bearer '.length).trim(), route)
    : signer(world, request, header, route);
  if (route.auth === 'user') requireAccess(caller, route.needs);
  return caller;
}

/** The app whose consumer key and secret are in the Basic header; refuses with 99. */
export function appOfBasicHeader(world: World, request: ApiRequest): App {
  const [, encoded = ''] = /^Basic\s+(\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
  const [key = '', secret = ''] = Buffer.from(encoded, 'base64').toString().split(':');
  const app = world.directory.appByConsumerKey(percentDecoded(key));
  if (app === undefined || app.consumerSecret !== percentDecoded(secret)) {
    throw refusal(99, {
      message: 'Unable to verify your credentials',
      label: 'authenticity_token_error',
    });
  }
  return app;
}

function bearer(world: World, token: string, route: Route): Caller {
  const app = world.directory.appByBearer(token);
  if (app === undefined) throw refusal(89, { message: 'Invalid or expired token' });
  if (route.auth === 'user') throw refusal(route.appOnlyCode ?? 220);
  return { app, user: undefined, access: app.access };
}

function signer(world: World, request: ApiRequest, header: string, route: Route): Caller {
  const { app, user, access } = world.oauth.verify(request, header, (consumerKey, token) =>
    world.directory.accessToken(consumerKey, token),
  );
  if (route.auth === 'app') throw refusal(32);
  return { app, user, access };
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
