import { DEFAULT_CUSTOMERS } from '../../sandbox/twitter/defaults.ts';
import { readAtMs } from '../consumer/as-x/events.ts';
import { jpeg, mp4 } from '../consumer/files.ts';
import type { Interaction } from '../pact-files.ts';
import { accountId, anotherId, customerId, sentAtMs } from '../people.ts';
import type { Arrived } from './arrivals.ts';

type Content = Pick<Arrived, 'type'> & Partial<Arrived>;

const ofDirectMessages = { MESSAGE_TYPE: 'DM' };

/** Said of the conversation with somebody, who is not named. */
const of = (customer: string, content: Content): Arrived => ({
  text: '',
  customer,
  account: accountId,
  attributes: ofDirectMessages,
  ...content,
});

const [{ screenName: screen_name }] = DEFAULT_CUSTOMERS;

/** Said by the customer in a direct message. */
const said = (content: Content, attributes: Arrived['attributes'] = {}): Arrived =>
  of(customerId, {
    names: ['Ada', 'Lovelace'],
    attributes: { ...ofDirectMessages, screen_name, ...attributes },
    ...content,
  });

const film = { mimeType: 'video/mp4', size: mp4.length };
const unknownPlace =
  '[The customer sent a place that cannot be shown here: it has no known form. It can be seen on X.]';

/** What customers write, by what X tells. */
const written: Readonly<Record<string, Arrived>> = {
  'a text': said({ type: 'PLAIN', text: '1 < 2 & 3 https://example.com' }),
  'a tap on a quick reply': said({ type: 'PLAIN', text: 'Yes', payload: 'answer:yes' }),
  'a location': said({ type: 'LOCATION', location: { latitude: 46.5, longitude: 6.25 } }),
  'a place': said({ type: 'PLAIN', text: unknownPlace }),
  'a photo': said({ type: 'IMAGE', file: { mimeType: 'image/jpeg', size: jpeg.length } }),
  'a GIF': said({ type: 'VIDEO', file: film }),
  // X has it in three sizes, of which this is the best.
  'a video': said({ type: 'VIDEO', file: film }),
  'what led to a message': said(
    { type: 'PLAIN', text: 'Hi' },
    {
      initiated_via_tweet_id: '1700000000000000001',
      initiated_via_welcome_message_id: '1700000000000000002',
    },
  ),
};

const encrypted =
  "[This conversation has moved to X's encrypted chat, which cannot be shown here. It can be read and answered on X.]";

const typing: Content = { type: 'NOTIFICATION' };
const read = of(customerId, { type: 'DELIVERYNOTIFICATION', status: 'READ', atMs: readAtMs });
// The notice has no event of X: it is the first of its conversation.
const notice: Content = { type: 'PLAIN', text: encrypted, providerMessageId: `-${customerId}` };

const others: Readonly<Record<string, readonly Arrived[]>> = {
  'tells that the customer is typing': [of(customerId, typing)],
  'tells of what the account has sent': [],
  'tells in an envelope that another customer is typing': [of(anotherId, typing)],
  'tells of a message in encrypted chat': [of(customerId, notice)],
  'tells of something that means nothing to us': [],
  'tells the customer of what the customer has sent': [],
  'tells in an envelope the customer of what the customer has sent': [],
};

interface MessageBody {
  readonly direct_message_events: readonly {
    readonly id: string;
    readonly created_timestamp: string;
  }[];
}

/** The id of the message that is told, and its time, which in an envelope is that of the id. */
function told({ request }: Interaction): Pick<Arrived, 'providerMessageId' | 'atMs'> {
  const body = request.body?.content as MessageBody | { readonly data: { payload: MessageBody } };
  const inEnvelope = 'data' in body;
  const [event] = (inEnvelope ? body.data.payload : body).direct_message_events;
  if (event === undefined) throw new Error('no message is told');
  const { id: providerMessageId, created_timestamp } = event;
  return { providerMessageId, atMs: inEnvelope ? sentAtMs : Number(created_timestamp) };
}

/** What becomes of what X tells, after that message of an agent; undefined: it is not known. */
export function becomes(
  interaction: Interaction,
  agentsMessage: string,
): readonly Arrived[] | undefined {
  const { description } = interaction;
  const what = /^tells (?:of |in an envelope )?(.*?)(?: in an envelope)?$/.exec(description)?.[1];
  const content = written[what ?? ''];
  if (content !== undefined) return [{ ...content, ...told(interaction) }];
  if (description.includes('took its access back')) return [];
  const isRead = description.endsWith('the customer has read');
  return isRead ? [{ ...read, messageId: agentsMessage }] : others[description];
}

/** What becomes of the account by what X tells. */
export const stateAfter = ({ description }: Interaction): string =>
  description.endsWith('the account took its access back') ? 'revoked' : 'active';
