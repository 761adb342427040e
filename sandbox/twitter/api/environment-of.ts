import type { Environment } from '../account-activity/environment.ts';
import { refusal } from '../http/refusal.ts';
import type { Call } from './route.ts';

/** The environment the path names; refuses with 34 when nobody has it, with `foreignCode` when another app has. */
export function environmentOf({ world, app, params }: Call, foreignCode: number): Environment {
  const name = params[0] ?? '';
  const environment = app.environments.get(name);
  if (environment !== undefined) return environment;
  const isForeign = world.directory.apps().some(({ environments }) => environments.has(name));
  throw refusal(isForeign ? foreignCode : 34);
}
