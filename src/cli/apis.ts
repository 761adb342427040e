import {
  type Apis,
  EventsApi,
  MessagesApi,
} from '../adapters/grpc/generated/twitter_connector/v1/account.ts';
import type { Attributes } from './attributes.ts';
import { CommandFailed, exitCodes } from './exit-codes.ts';

/** How the APIs for messages are told. */
export const messagesApiWords: Readonly<Record<MessagesApi, string>> = {
  [MessagesApi.UNSPECIFIED]: 'unknown',
  [MessagesApi.V1_1]: 'v1.1',
  [MessagesApi.V2]: 'v2',
  [MessagesApi.UNRECOGNIZED]: 'unknown',
};

/** How the APIs for events are told. */
export const eventsApiWords: Readonly<Record<EventsApi, string>> = {
  [EventsApi.UNSPECIFIED]: 'unknown',
  [EventsApi.V1_1]: 'v1.1',
  [EventsApi.V2]: 'v2',
  [EventsApi.X_ACTIVITY]: 'x-activity',
  [EventsApi.UNRECOGNIZED]: 'unknown',
};

/** What `EVENTS-API` may say. */
export const eventsApis: readonly string[] = Object.values(eventsApiWords).filter(
  (word) => word !== 'unknown',
);

/**
 * The APIs that the attributes `MESSAGES-API` and `EVENTS-API` say; undefined: none. Events beyond
 * v1.1 mean messages of v2 where nothing else is said.
 */
export function apisIn(attributes: Attributes): Apis | undefined {
  const [saidMessages, saidEvents] = [attributes.get('MESSAGES-API'), attributes.get('EVENTS-API')];
  if (saidMessages === undefined && saidEvents === undefined) return undefined;
  const events = said('EVENTS-API', saidEvents, eventsApiWords);
  const usual = events === EventsApi.V1_1 ? MessagesApi.V1_1 : MessagesApi.V2;
  const messages =
    saidMessages === undefined ? usual : said('MESSAGES-API', saidMessages, messagesApiWords);
  return { messages, events };
}

function said<A extends number>(
  name: string,
  text: string | undefined,
  words: Readonly<Record<A, string>>,
): A {
  const folded = text?.toLowerCase().replaceAll(/[-_ ]+/g, '-');
  const known = Object.entries<string>(words).filter(([, word]) => word !== 'unknown');
  const found = known.find(([, word]) => word === folded);
  if (found !== undefined) return Number(found[0]) as A;
  const may = known.map(([, word]) => word).join(', ');
  throw new CommandFailed(exitCodes.usage, `${name} must be one of ${may}.`);
}
