import type { AccountEvent } from '../../../domain/messaging/direct-message.ts';
import { idOf, isObject, type JsonObject, textOf } from '../wire.ts';
import {
  anothers,
  messageIn,
  type Reader,
  readIn,
  typingIn,
  unknown,
} from './direct-message-in.ts';
import { type Told, revokedIn } from './told.ts';

const readers: ReadonlyMap<string, Reader> = new Map([
  ['direct_message_events', messageIn],
  ['direct_message_indicate_typing_events', typingIn],
  ['direct_message_mark_read_events', readIn],
]);

/**
 * The events of a body in the form of the Account Activity API, which v1.1 and v2 share: one
 * `for_user_id` and arrays named `…_events`, or `user_event`, or the end of a replay.
 */
export function accountActivityIn(body: JsonObject, told: Told): readonly AccountEvent[] {
  const owner = idOf(body['for_user_id']) ?? told.accountId;
  const foreign = !told.serves(owner);
  const beside = { users: body['users'], includes: body['includes'] };
  const events: AccountEvent[] = [];
  for (const [name, value] of Object.entries(body)) {
    if (name === 'user_event') events.push(userEventIn(value, told));
    else if (name === 'replay_job_status') events.push(replayedIn(value));
    else if (name.endsWith('_events') && Array.isArray(value)) {
      const read = readers.get(name);
      for (const event of value) {
        if (read === undefined) events.push(unknown(name));
        else events.push(foreign ? anothers : read(event, owner, beside));
      }
    } else if (name.endsWith('_events') || name.endsWith('_status')) events.push(unknown(name));
  }
  return events;
}

function userEventIn(value: unknown, told: Told): AccountEvent {
  const revoke = isObject(value) ? value['revoke'] : undefined;
  if (!isObject(revoke)) return unknown('user_event');
  const source = revoke['source'];
  return revokedIn(isObject(source) ? source['user_id'] : undefined, revoke['date_time'], told);
}

/** X says in words what is over (X API, replay: `Complete`, `Incomplete`). */
function replayedIn(value: unknown): AccountEvent {
  const { job_id, job_state } = isObject(value) ? value : {};
  const jobId = idOf(job_id);
  if (jobId === undefined) return unknown('replay_job_status');
  return { kind: 'replayed', jobId, complete: /^complete/i.test(textOf(job_state)) };
}
