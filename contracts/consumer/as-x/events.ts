import { DEFAULT_BUSINESS, DEFAULT_CUSTOMERS } from '../../../sandbox/twitter/defaults.ts';
import { accountId, customerId, eventId, sentAtMs } from '../../people.ts';

const user = (id: string, name: string, screen_name: string) => ({
  id,
  created_timestamp: '1343779200000',
  name,
  screen_name,
  protected: false,
  verified: false,
  followers_count: 22,
  friends_count: 45,
  statuses_count: 494,
  profile_image_url: 'http://pbs.twimg.com/profile_images/0/default_normal.jpg',
  profile_image_url_https: 'https://pbs.twimg.com/profile_images/0/default_normal.jpg',
});

const v2User = (id: string, name: string, username: string) => {
  const counts = ['followers', 'following', 'tweet', 'listed', 'like', 'media'].flatMap((what) => [
    [`${what}_count`, 0],
    [`${what}_count_str`, '0'],
  ]);
  return {
    data: {
      id,
      name,
      username,
      description: '',
      url: '',
      profile_banner_url: '',
      profile_image_url: 'https://pbs.twimg.com/profile_images/0/default_normal.jpg',
      public_metrics: Object.fromEntries(counts) as object,
      protected: false,
      verified: false,
      verified_type: 'none',
      is_identity_verified: false,
      affiliation: { description: '', badge_url: '' },
      created_at: '2012-08-01T00:00:00.000Z',
    },
  };
};

type Describe = (id: string, name: string, screenName: string) => object;

const names = new Map<string, readonly [name: string, screenName: string]>(
  [DEFAULT_BUSINESS, ...DEFAULT_CUSTOMERS].map(({ id, name, screenName }) => [
    id,
    [name, screenName],
  ]),
);

/** The account and a customer. */
const people = (describe: Describe, customer: string) =>
  Object.fromEntries(
    [accountId, customer].map((id) => [id, describe(id, ...(names.get(id) ?? ['', '']))]),
  );

/** The id of an event of the customer; a number for each, since the same id is the same event. */
const nth = (n: number): string => String(BigInt(eventId) + BigInt(n));

/** What X says of the time is not what the id says of it, so that it is seen which of them counts. */
const laterMs = 30;

/** A message from the customer to the account, or from the account where `sent` is given. */
export const message = (
  n: number,
  message_data: object,
  sent?: { readonly source_app_id: string },
) => ({
  type: 'message_create',
  id: nth(n),
  created_timestamp: String(sentAtMs + laterMs),
  message_create: {
    target: { recipient_id: sent ? customerId : accountId },
    sender_id: sent ? accountId : customerId,
    ...sent,
    message_data,
  },
});

const sign = (atMs: number, customer = customerId) => ({
  created_timestamp: String(atMs),
  sender_id: customer,
  target: { recipient_id: accountId },
});

/** A customer is typing. */
export const typing = (customer?: string) => ({
  direct_message_indicate_typing_events: [sign(sentAtMs, customer)],
});

/** A time in many years. */
export const readAtMs = 2_900_000_000_000;

/** The customer has read everything up to a message that X makes still later. */
export const read = (last_read_event_id: string) => ({
  direct_message_mark_read_events: [{ ...sign(readAtMs), last_read_event_id }],
});

/** What is told of messages. */
export const messages = (...events: readonly object[]) => ({ direct_message_events: events });

/** A body in the form of the Account Activity API. */
export const accountActivity = (events: object, apps?: object) => ({
  for_user_id: accountId,
  ...events,
  ...(apps && { apps }),
  users: people(user, customerId),
});

/** A body in the form of the X Activity API. */
export const xActivity = (
  event_type: string,
  payload: object,
  filter: object = { user_id: accountId },
) => ({
  data: { event_uuid: '-5140613746767638398', filter, event_type, payload },
});

/** What is told in the X Activity API, with the people that it is about. */
export const withUsers = (events: object, customer = customerId) => ({
  ...events,
  users: people(v2User, customer),
});

const secret = 'TOOkJQKjwlHUuPeHHKK85er27rgkXUZs';

/** A message in encrypted chat, of which nothing can be read. */
export const chat = {
  conversation_token: secret,
  id: '0580f4cc-a12c-4c36-a505-c1f09b0fe415',
  created_at_msec: String(sentAtMs),
  sender_id: customerId,
  conversation_id: `${customerId}:${accountId}`,
  conversation_key_version: String(sentAtMs),
  encoded_event: secret,
  conversation_key_change_event: secret,
  message_event_signature: {
    public_key_version: String(sentAtMs),
    signature: secret,
    signature_version: '7',
    signing_public_key: secret,
  },
};
