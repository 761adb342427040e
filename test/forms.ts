import { call } from '../sandbox/stage/call.ts';
import type { Stage } from '../sandbox/stage/stage.ts';

/** A form in which X delivers events. */
export type Form = 'v1.1' | 'v2' | 'xaa';

const apiOf = { 'v1.1': 'v1.1', v2: 'v2', xaa: 'x-activity' } as const;

/** X delivers in one form to who registers by its API; in several, only where it is told to. */
export async function registerFor(stage: Stage, forms: readonly Form[]): Promise<void> {
  const [form] = forms;
  const api = form !== undefined && forms.length === 1 ? apiOf[form] : 'v1.1';
  const { status } = await stage.register({ 'MESSAGES-API': 'v1.1', 'EVENTS-API': api });
  if (status !== 200) throw new Error(`the registration was answered with ${status}`);
  if (forms.length > 1) await call('POST', `${stage.x.url}/sandbox/forms`, { forms });
}
