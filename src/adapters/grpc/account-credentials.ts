import type {
  Apis,
  Credentials,
  EventsApi as Events,
  MessagesApi as Messages,
} from '../../domain/accounts/account.ts';
import { apisFaults as faultsOfApis } from '../../domain/accounts/connection-in.ts';
import { userTokenOf } from '../../domain/accounts/credentials-in.ts';
import {
  EventsApi,
  type Apis as GivenApis,
  type Credentials as Given,
  MessagesApi,
} from './generated/twitter_connector/v1/account.ts';
import { enumFaults } from './request-fields.ts';

type Faults = readonly string[];

/** What may be sent in a header, which is where keys end up. */
const isKey = (text: string): boolean => /^[\x21-\x7e]{1,1000}$/.test(text);

/** Whether there is a connection by OAuth 2.0, or a part of one. */
const isConnected = (given: Given): boolean =>
  [
    given.oauth2ClientId,
    given.oauth2ClientSecret,
    given.oauth2AccessToken,
    given.oauth2RefreshToken,
  ].some((text) => text.trim() !== '');

const isSigned = ({ accessToken, accessTokenSecret }: Given): boolean =>
  accessToken.trim() !== '' || accessTokenSecret.trim() !== '';

const always = () => true;
const never = () => false;
const signed = (given: Given) => isSigned(given) || !isConnected(given);

/** The field of each key, and when it must be given. */
const keys: readonly (readonly [keyof Given, string, (given: Given) => boolean])[] = [
  ['apiKey', 'api_key', always],
  ['apiKeySecret', 'api_key_secret', always],
  ['accessToken', 'access_token', signed],
  ['accessTokenSecret', 'access_token_secret', signed],
  ['bearerToken', 'bearer_token', never],
  ['oauth2ClientId', 'oauth2_client_id', isConnected],
  ['oauth2ClientSecret', 'oauth2_client_secret', never],
  ['oauth2AccessToken', 'oauth2_access_token', never],
  ['oauth2RefreshToken', 'oauth2_refresh_token', isConnected],
];

/** Never repeats a value. */
export function credentialsFaults(given: Given | undefined): Faults {
  if (given === undefined) return ['credentials is missing'];
  return keys.flatMap(([key, field, isRequired]) => {
    const value = given[key].trim();
    if (value === '') return isRequired(given) ? [`credentials.${field} is missing`] : [];
    return isKey(value)
      ? []
      : [`credentials.${field} must be at most 1000 visible ASCII characters`];
  });
}

/** Credentials whose form has been checked. */
export function credentialsOf(given: Given | undefined): Credentials {
  const key = (name: keyof Given) => given?.[name].trim() ?? '';
  const bearerToken = key('bearerToken');
  return {
    consumerKey: key('apiKey'),
    consumerSecret: key('apiKeySecret'),
    accessToken: key('accessToken'),
    accessTokenSecret: key('accessTokenSecret'),
    ...(bearerToken !== '' && { bearerToken }),
    ...(key('oauth2ClientId') !== '' && {
      userToken: userTokenOf({
        clientId: key('oauth2ClientId'),
        clientSecret: key('oauth2ClientSecret') || undefined,
        accessToken: key('oauth2AccessToken'),
        refreshToken: key('oauth2RefreshToken'),
      }),
    }),
  };
}

const messagesApis: ReadonlyMap<MessagesApi, Messages> = new Map([
  [MessagesApi.V1_1, 'v1.1'],
  [MessagesApi.V2, 'v2'],
]);

const eventsApis: ReadonlyMap<EventsApi, Events> = new Map([
  [EventsApi.V1_1, 'v1.1'],
  [EventsApi.V2, 'v2'],
  [EventsApi.X_ACTIVITY, 'x-activity'],
]);

/** What is wrong with APIs for such credentials; both must be said, or none. */
export function apisFaults(given: GivenApis | undefined, credentials: Given | undefined): Faults {
  if (given === undefined) return [];
  const { messages, events } = given;
  const ofEnums = [
    ...enumFaults('apis.messages', messages, MessagesApi),
    ...enumFaults('apis.events', events, EventsApi),
  ];
  if (ofEnums.length > 0 || (messages === 0 && events === 0)) return ofEnums;
  if (messages === 0 || events === 0) return ['apis must say both messages and events'];
  return faultsOfApis(credentialsOf(credentials), apisOf(given));
}

/** APIs whose form has been checked; undefined: nothing is said. */
export function apisOf(given: GivenApis | undefined): Apis | undefined {
  const messages = messagesApis.get(given?.messages ?? MessagesApi.UNSPECIFIED);
  const events = eventsApis.get(given?.events ?? EventsApi.UNSPECIFIED);
  return messages === undefined || events === undefined ? undefined : { messages, events };
}
