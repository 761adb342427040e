import { randomBytes, randomUUID } from 'node:crypto';
import type { SourceApp } from '../directory/app.ts';
import { type User, xActivityUser } from '../directory/user.ts';
import type { Activity } from './activity.ts';

/** The X Activity body for what happened to a user; several events make a list of envelopes. */
export function xActivityBody(
  forUserId: string,
  activities: readonly Activity[],
  tag?: string,
): object {
  const envelopes = activities.map((activity) =>
    envelope(activity.type, { user_id: forUserId }, payloadOf(activity), tag),
  );
  return { data: envelopes.length === 1 ? envelopes[0] : envelopes };
}

/** The body that tells that a user took back the app's permission; it has no filter. */
export function xRevokeBody(app: SourceApp, user: User, nowMs: number): object {
  const date_time = new Date(nowMs).toISOString().replace(/\.\d+Z$/, '+00:00');
  return { data: envelope('oauth.revoke', {}, { date_time, user_id: user.id, app_id: app.id }) };
}

/** An encrypted message as one of its two users is told of it: X itself cannot read it. */
export function chatActivity(
  sender: User,
  recipient: User,
  forUserId: string,
  nowMs: number,
): Activity {
  const [first, second] = [sender.id, recipient.id].sort((a, b) => Number(BigInt(b) - BigInt(a)));
  return {
    kind: 'chat',
    type: forUserId === sender.id ? 'chat.sent' : 'chat.received',
    event: {
      conversation_token: secret(64),
      id: randomUUID(),
      created_at_msec: String(nowMs),
      sender_id: sender.id,
      conversation_id: `${first}:${second}`,
      conversation_key_version: String(nowMs),
      encoded_event: secret(200),
      conversation_key_change_event: secret(200),
      message_event_signature: {
        public_key_version: String(nowMs),
        signature: secret(64),
        signature_version: '7',
        signing_public_key: secret(91),
      },
    },
    users: [sender, recipient],
  };
}

function payloadOf({ kind, event, bareEvent = event, users }: Activity): object {
  if (kind === 'chat') return event;
  const people = users.map((user) => [user.id, { data: xActivityUser(user) }]);
  return { [kind]: [bareEvent], users: Object.fromEntries(people) };
}

/** `event_uuid` is a signed number of 64 bits. */
function envelope(event_type: string, filter: object, payload: object, tag?: string): object {
  const event_uuid = String(randomBytes(8).readBigInt64BE());
  return { event_uuid, filter, event_type, ...(tag !== undefined && { tag }), payload };
}

const secret = (bytes: number): string => randomBytes(bytes).toString('base64');
