import { InvalidInput } from '../errors.ts';
import {
  type Apis,
  apisOf,
  type Credentials,
  type EventsApi,
  type MessagesApi,
} from './account.ts';
import { type Attributes, textsIn } from './attributes.ts';
import { credentialsIn } from './credentials-in.ts';

/** How an account is connected to X. */
export interface Connection {
  readonly credentials: Credentials;
  /** Absent: nobody said which APIs it uses. */
  readonly apis?: Apis;
}

/** A connection from attributes; refuses with all of its faults at once. */
export function connectionIn(attributes: Attributes): Connection {
  const faults: string[] = [];
  const credentials = collected(faults, () => credentialsIn(attributes));
  const apis = collected(faults, () => apisIn(attributes));
  if (credentials !== undefined) faults.push(...apisFaults(credentials, apis));
  if (faults.length > 0 || credentials === undefined) throw new InvalidInput(faults);
  return { credentials, ...(apis && { apis }) };
}

/** What is wrong with using these APIs by these credentials. */
export const apisFaults = ({ accessToken }: Credentials, apis: Apis | undefined): string[] =>
  accessToken === '' && (apis?.messages === 'v1.1' || apis?.events === 'v1.1')
    ? ['v1.1 takes no OAuth 2.0: ACCESS-TOKEN and ACCESS-TOKEN-SECRET are needed for it']
    : [];

/** Whether an account's events may come from an environment, which must then be named. */
export const hasEnvironment = ({ apis, credentials }: Connection): boolean =>
  apisOf({ credentials, ...(apis && { apis }) }).events === 'v1.1';

const messagesApis: ReadonlyMap<string, MessagesApi> = new Map([
  ['V1.1', 'v1.1'],
  ['V2', 'v2'],
]);

const eventsApis: ReadonlyMap<string, EventsApi> = new Map([
  ['V1.1', 'v1.1'],
  ['V2', 'v2'],
  ['X-ACTIVITY', 'x-activity'],
]);

/**
 * Which APIs an account is to use, by the attributes `MESSAGES-API` and `EVENTS-API`; undefined:
 * they say nothing. Events beyond v1.1 mean messages of v2 where nothing else is said. Refuses with
 * {@link InvalidInput}.
 */
function apisIn(attributes: Attributes): Apis | undefined {
  const given = textsIn(attributes);
  const [saidMessages, saidEvents] = [given.get('MESSAGES-API'), given.get('EVENTS-API')];
  if (saidMessages === undefined && saidEvents === undefined) return undefined;
  const messages = messagesApis.get(saidMessages?.toUpperCase() ?? '');
  const events = eventsApis.get(saidEvents?.toUpperCase().replaceAll(/[-_ ]+/g, '-') ?? '');
  const faults: string[] = [];
  if (saidMessages !== undefined && messages === undefined) {
    faults.push('MESSAGES-API must be v1.1 or v2');
  }
  if (events === undefined) faults.push('EVENTS-API must be v1.1, v2 or x-activity');
  if (faults.length > 0 || events === undefined) throw new InvalidInput(faults);
  return { messages: messages ?? (events === 'v1.1' ? 'v1.1' : 'v2'), events };
}

function collected<T>(faults: string[], read: () => T): T | undefined {
  try {
    return read();
  } catch (thrown) {
    if (!(thrown instanceof InvalidInput)) throw thrown;
    faults.push(...thrown.faults);
    return undefined;
  }
}
