import { createHmac } from 'node:crypto';
import { DEFAULT_APP, DEFAULT_BUSINESS } from '../twitter/defaults.ts';

/** A delivery of X with one direct message, and the headers that X would send with it. */
export function signedEvent(eventId: string, customerId: string, text: string) {
  const body = JSON.stringify({
    for_user_id: DEFAULT_BUSINESS.id,
    direct_message_events: [
      {
        type: 'message_create',
        id: eventId,
        created_timestamp: String((BigInt(eventId) >> 22n) + 1_288_834_974_657n),
        message_create: {
          target: { recipient_id: DEFAULT_BUSINESS.id },
          sender_id: customerId,
          message_data: {
            text,
            entities: { hashtags: [], symbols: [], user_mentions: [], urls: [] },
          },
        },
      },
    ],
    users: {
      [customerId]: user(customerId, 'Ada Lovelace', 'ada'),
      [DEFAULT_BUSINESS.id]: user(
        DEFAULT_BUSINESS.id,
        DEFAULT_BUSINESS.name,
        DEFAULT_BUSINESS.screenName,
      ),
    },
  });
  const signature = createHmac('sha256', DEFAULT_APP.consumerSecret).update(body).digest('base64');
  const headers = {
    'content-type': 'application/json',
    'x-twitter-webhooks-signature': `sha256=${signature}`,
  };
  return { body, headers };
}

const user = (id: string, name: string, screenName: string) => ({
  id,
  created_timestamp: '1422556069340',
  name,
  screen_name: screenName,
  protected: false,
  verified: false,
  followers_count: 22,
  friends_count: 45,
  statuses_count: 494,
  profile_image_url_https: 'https://pbs.twimg.com/profile_images/0/default_normal.jpg',
});

/** The path of the business's webhook. */
export const eventsPath = `/webhook/twitter/${DEFAULT_BUSINESS.id}`;
