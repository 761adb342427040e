import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type { Account } from '../../../../domain/accounts/account.ts';
import type { OutgoingMessage } from '../../../../domain/messaging/direct-messages.ts';
import { eventOf } from './message-data.ts';

const fixtures = new URL('../../../../../test/fixtures/x/', import.meta.url);
const fixture = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`v11.dm.events_new.${name}.request.json`, fixtures), 'utf8'));

const account = { id: '1' } as Account;
const bird = (colour: string, n: number) => ({
  label: `${colour} Bird`,
  description: `A description about the ${colour.toLowerCase()} bird.`,
  payload: `external_id_${n}`,
});
const airline = 'https://www.myairline.domain/';

const documented: Readonly<Record<string, Partial<OutgoingMessage>>> = {
  text: { customerId: '4534871', text: 'Hello World!' },
  media: {
    text: 'Here is your receipt',
    attachment: { kind: 'media', mediaId: '710511363345354753' },
  },
  location_coordinate: {
    text: "Here's my location",
    attachment: { kind: 'location', latitude: 37.771718, longitude: -122.443893 },
  },
  quick_reply: {
    text: "What's your favorite type of bird?",
    options: ['Red', 'Blue', 'Black', 'White'].map((colour, index) => bird(colour, index + 1)),
  },
  ctas: {
    text: 'Flight SF8020 from San Francisco to Montreal is ahead of schedule and will land in approximately 15 minutes. Can we help with anything else?',
    links: [
      { label: 'See flight details', url: `${airline}see-flight-details` },
      { label: 'Map it', url: `${airline}map-it` },
      { label: 'Visit MyAirline.domain', url: airline },
    ],
  },
};

describe('what is sent to X', () => {
  test.each(Object.entries(documented))('is in X’s own form: %s', (name, message) => {
    const sent = eventOf({ account, customerId: '844385345234', text: '', ...message });
    expect(JSON.parse(JSON.stringify(sent))).toEqual(fixture(name));
  });

  test('has descriptions for all options or for none', () => {
    const options = [bird('Red', 1), { label: 'Blue Bird', payload: 'external_id_2' }];
    expect(eventOf({ account, customerId: '2', text: 'Which?', options })).toMatchObject({
      event: {
        message_create: {
          message_data: {
            quick_reply: {
              options: [
                { label: 'Red Bird', metadata: 'external_id_1' },
                { label: 'Blue Bird', metadata: 'external_id_2' },
              ],
            },
          },
        },
      },
    });
    const text = JSON.stringify(eventOf({ account, customerId: '2', text: 'Which?', options }));
    expect(text).not.toMatch(/description/);
  });

  test('mentions nothing that there is none of', () => {
    const none = eventOf({ account, customerId: '2', text: 'Hi', options: [], links: [] });
    expect(none).toEqual(eventOf({ account, customerId: '2', text: 'Hi' }));
  });
});
