import { InvalidInput } from '../../../domain/errors.ts';
import type { AccountEvent } from '../../../domain/messaging/direct-message.ts';
import { isObject, type JsonObject, textOf } from '../wire.ts';
import { accountActivityIn } from './account-activity-in.ts';
import { messageIn, unknown } from './direct-message-in.ts';
import type { Told } from './told.ts';
import { xActivityIn } from './x-activity-in.ts';

/**
 * All events of a body, in whichever forms it has them: the Account Activity API of v1.1 and v2,
 * the X Activity API, direct message events of API v2; these two in `data`, one or a list. Each
 * event is known by what it looks like. One that cannot be read, or is of a kind we do not know,
 * becomes `unknown` and leaves its neighbours alone.
 */
export function accountEventsIn(
  body: unknown,
  accountId: string,
  serves: Told['serves'] = (id) => id === accountId,
  isOwn: Told['isOwn'] = () => true,
): readonly AccountEvent[] {
  if (!isObject(body)) throw new InvalidInput(['the body is not a JSON object']);
  const told = { accountId, serves, isOwn };
  return accountActivityIn(body, told).concat(
    elementsOf(body).flatMap((element) => elementIn(element, body['includes'], told)),
  );
}

/** What stands in `data`; or the body itself, where X leaves the wrapping out. */
function elementsOf(body: JsonObject): readonly unknown[] {
  if (Array.isArray(body['data'])) return body['data'];
  if ('data' in body) return [body['data']];
  return 'event_type' in body ? [body] : [];
}

function elementIn(element: unknown, includes: unknown, told: Told): readonly AccountEvent[] {
  if (!isObject(element)) return [unknown('data.malformed')];
  const type = textOf(element['event_type']);
  if (/^(MessageCreate|Participants)/.test(type)) {
    const users = isObject(includes) ? includes['users'] : undefined;
    return [messageIn(element, told.accountId, { users, includes })];
  }
  if (type !== '') return xActivityIn(element, told);
  const events = accountActivityIn(element, told);
  return events.length > 0 ? events : [unknown('data')];
}
