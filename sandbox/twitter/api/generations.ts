import type { App } from '../directory/app.ts';
import { clientForbidden } from '../http/known-problems.ts';
import { refusal } from '../http/refusal.ts';

/** What is left of v1.1 to an app that has no access to it. */
const STILL_OPEN = '/1.1/account/';

/** How the parts of v1.1 are closed to an app; the first prefix that fits counts. */
const CLOSED = [
  ['/1.1/media/', 251],
  ['/1.1/account_activity/', 200],
  ['/1.1/', 453],
] as const;

/** Refuses a call of a generation that is closed to the app. */
export function refuseGeneration({ refuses, source }: App, path: string): void {
  if (refuses.length === 0) return;
  if (refuses.includes('v2') && path.startsWith('/2/')) throw clientForbidden(source.id);
  if (!refuses.includes('v1.1') || path.startsWith(STILL_OPEN)) return;
  const closed = CLOSED.find(([prefix]) => path.startsWith(prefix));
  if (closed !== undefined) throw refusal(closed[1]);
}
