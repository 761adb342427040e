import { describe, expect, test } from '@jest/globals';
import { EventsApi, MessagesApi } from '../adapters/grpc/generated/twitter_connector/v1/account.ts';
import { apisIn } from './apis.ts';

const read = (attributes: Readonly<Record<string, string>>) =>
  apisIn(new Map(Object.entries(attributes)));

describe('the APIs of an account', () => {
  test.each([
    [{}, undefined],
    [{ 'EVENTS-API': 'V1.1' }, { messages: MessagesApi.V1_1, events: EventsApi.V1_1 }],
    [{ 'EVENTS-API': 'X Activity' }, { messages: MessagesApi.V2, events: EventsApi.X_ACTIVITY }],
    [
      { 'MESSAGES-API': 'v1.1', 'EVENTS-API': 'v2' },
      { messages: MessagesApi.V1_1, events: EventsApi.V2 },
    ],
  ])('are said by %j', (attributes, apis) => {
    expect(read(attributes)).toEqual(apis);
  });

  test.each([
    [{ 'EVENTS-API': 'unknown' }, 'EVENTS-API must be one of v1.1, v2, x-activity.'],
    [{ 'MESSAGES-API': 'v2' }, 'EVENTS-API must be one of v1.1, v2, x-activity.'],
    [{ 'MESSAGES-API': 'v3', 'EVENTS-API': 'v2' }, 'MESSAGES-API must be one of v1.1, v2.'],
  ])('are refused when they are %j', (attributes, words) => {
    expect(() => read(attributes)).toThrow(words);
  });
});
