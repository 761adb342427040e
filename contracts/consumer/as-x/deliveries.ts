import { expect } from '@jest/globals';
import { DEFAULT_APP } from '../../../sandbox/twitter/defaults.ts';
import type { Scene } from '../../../sandbox/twitter/testing/scene.ts';
import { eventually } from '../../../test/eventually.ts';
import { accountId, anotherId, customerId } from '../../people.ts';
import type { Contract, Fact } from '../contract.ts';
import {
  accountActivity,
  chat,
  dataOf,
  linkTo,
  message,
  messages,
  photo,
  read,
  typing,
  withUsers,
  xActivity,
} from './events.ts';
import { configured, telling } from './examples.ts';

const { id: appId, name, url } = DEFAULT_APP;

const link = 'https://t.co/EAaArVRs5q';
const readUpTo = '7000000000000000000';
const readLater = '7100000000000000000';

const escaped = `1 &lt; 2 &amp; 3 ${link}`;

const place = {
  type: 'location',
  location: {
    type: 'shared_coordinate',
    shared_coordinate: { coordinates: { type: 'Point', coordinates: [6.25, 46.5] } },
  },
};

interface Delivery {
  readonly what: string;
  readonly given?: readonly Fact[];
  readonly body: object;
  /** In the form of the X Activity API. */
  readonly isXActivity?: true;
  act(control: Scene['sandbox']['control'], scene: Scene): unknown;
}

/** What X tells the account of, and what happens on X before. */
const deliveries: readonly Delivery[] = [
  {
    what: 'tells of a text',
    body: accountActivity(
      messages(message(1, dataOf(escaped, linkTo(link, 'https://example.com', [18, 41])))),
    ),
    act: (control) => control.write(customerId, accountId, '1 < 2 & 3 https://example.com'),
  },
  {
    what: 'tells of a tap on a quick reply',
    body: accountActivity(
      messages(
        message(
          2,
          dataOf('Yes', { quick_reply_response: { type: 'options', metadata: 'answer:yes' } }),
        ),
      ),
    ),
    act: (control) => control.write(customerId, accountId, 'Yes', { quickReply: 'answer:yes' }),
  },
  {
    what: 'tells of a location',
    body: accountActivity(messages(message(3, dataOf('', { attachment: place })))),
    act: (control) =>
      control.write(customerId, accountId, '', { location: { latitude: 46.5, longitude: 6.25 } }),
  },
  {
    what: 'tells of a photo',
    body: accountActivity(messages(message(4, photo()))),
    act: (control) => control.write(customerId, accountId, '', { media: { kind: 'photo' } }),
  },
  {
    what: 'tells that the customer is typing',
    body: accountActivity(typing()),
    act: (control) => control.type(customerId, accountId),
  },
  {
    what: 'tells that the customer has read',
    given: ['an agent has written to the customer'],
    body: accountActivity(read(readUpTo)),
    act: (control) => control.read(customerId, accountId, readUpTo),
  },
  {
    what: 'tells of what the account has sent',
    body: accountActivity(messages(message(5, dataOf('Hello'), { source_app_id: appId })), {
      [appId]: { id: appId, name, url },
    }),
    act: (_, scene) => scene.send(customerId, 'Hello'),
  },
  {
    what: 'tells of a text in an envelope',
    isXActivity: true,
    body: xActivity('dm.received', withUsers(messages(message(6, dataOf('Hi'))))),
    act: (control) => control.write(customerId, accountId, 'Hi'),
  },
  {
    what: 'tells in an envelope that another customer is typing',
    isXActivity: true,
    body: xActivity('dm.indicate_typing', withUsers(typing(anotherId), anotherId)),
    act: (control) => control.type(anotherId, accountId),
  },
  {
    what: 'tells in an envelope that the customer has read',
    given: ['an agent has written to the customer'],
    isXActivity: true,
    body: xActivity('dm.read', withUsers(read(readLater))),
    act: (control) => control.read(customerId, accountId, readLater),
  },
  {
    what: 'tells of a message in encrypted chat',
    isXActivity: true,
    body: xActivity('chat.received', chat),
    act: (control) => control.activity.chat(customerId, accountId),
  },
];

/** Everything that X tells, as the sandbox does it. */
export function deliveriesOf(contract: Contract, scene: () => Scene): void {
  for (const { what, given = [], body, isXActivity, act } of deliveries) {
    contract.test(
      what,
      { given: [configured, ...given], request: telling(body), response: { status: 200 } },
      async (mock) => {
        const { control } = scene().sandbox;
        const before = control.deliveries().length;
        control.activity.deliverIn({ forms: [isXActivity ? 'xaa' : 'v1.1'] });
        control.route('connector.example', mock);
        await act(control, scene());
        const attempts = await eventually(
          async () => control.deliveries().slice(before),
          ({ length }) => length > 0,
          5_000,
        );
        expect(attempts).toMatchObject([{ status: 200 }]);
      },
    );
  }
}
