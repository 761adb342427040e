import { expect } from '@jest/globals';
import { DEFAULT_APP } from '../../../sandbox/twitter/defaults.ts';
import type { Scene } from '../../../sandbox/twitter/testing/scene.ts';
import { eventually } from '../../../test/eventually.ts';
import { accountId, anotherId, customerId } from '../../people.ts';
import type { Contract, Fact } from '../contract.ts';
import { dataOf } from './content.ts';
import { customerMessages } from './customer-messages.ts';
import {
  accountActivity,
  chat,
  message,
  messages,
  read,
  typing,
  withUsers,
  xActivity,
} from './events.ts';
import { configured, telling } from './examples.ts';

const { id: appId, name, url } = DEFAULT_APP;

const readUpTo = '7000000000000000000';
const readLater = '7100000000000000000';

interface Delivery {
  readonly what: string;
  readonly given?: readonly Fact[];
  readonly body: object;
  /** In the form of the X Activity API. */
  readonly isXActivity?: true;
  act(control: Scene['sandbox']['control'], scene: Scene): unknown;
}

/** What customers write, in both forms: the Account Activity API is the same in v1.1 and in v2. */
const written: readonly Delivery[] = customerMessages.flatMap(
  ({ what, data, given = [], text = '', more = {} }, n) => {
    const act: Delivery['act'] = (control) => control.write(customerId, accountId, text, more);
    const told = messages(message(10 + n, data));
    const toldLater = messages(message(20 + n, data));
    return [
      { what: `tells of ${what}`, given, act, body: accountActivity(told) },
      {
        what: `tells of ${what} in an envelope`,
        given,
        act,
        isXActivity: true,
        body: xActivity('dm.received', withUsers(toldLater)),
      },
    ];
  },
);

/** What else X tells the account of, and what happens on X before. */
const others: readonly Delivery[] = [
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
  for (const { what, given = [], body, isXActivity, act } of [...written, ...others]) {
    contract.test(
      what,
      { given: [configured, ...given], request: telling(body), response: { status: 200 } },
      (mock) => deliver(mock, scene(), isXActivity, act),
    );
  }
}

/** Has X deliver what happens, in one form, and the delivery be taken. */
export async function deliver(
  url: string,
  scene: Scene,
  isXActivity: boolean | undefined,
  act: Delivery['act'],
): Promise<void> {
  const { control } = scene.sandbox;
  const before = control.deliveries().length;
  control.activity.deliverIn({ forms: [isXActivity ? 'xaa' : 'v1.1'] });
  control.route('connector.example', url);
  await act(control, scene);
  const attempts = await eventually(
    async () => control.deliveries().slice(before),
    ({ length }) => length > 0,
    5_000,
  );
  expect(attempts).toMatchObject([{ status: 200 }]);
}
