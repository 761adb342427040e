import { customerId } from '../../people.ts';
import type { Contract } from '../contract.ts';
import { dataOf } from './content.ts';
import { accountActivity, message, messages, withUsers, xActivity } from './events.ts';
import { tells } from './tells.ts';

const initiated_via = {
  tweet_id: '1700000000000000001',
  welcome_message_id: '1700000000000000002',
};

const led = (n: number) => messages({ ...message(n, dataOf('Hi')), initiated_via });

const sent = (n: number) => messages(message(n, dataOf('Hi')));

/** What X says of direct messages, and the sandbox does not. */
export function oddities(contract: Contract): void {
  tells(contract, 'tells what led to a message', accountActivity(led(6)));
  tells(
    contract,
    'tells in an envelope what led to a message',
    xActivity('dm.received', withUsers(led(7))),
  );

  // A customer may have permitted the app as well.
  const what = 'the customer of what the customer has sent';
  tells(contract, `tells ${what}`, { ...accountActivity(sent(8)), for_user_id: customerId });
  const toCustomer = xActivity('dm.sent', withUsers(sent(9)), { user_id: customerId });
  tells(contract, `tells in an envelope ${what}`, toCustomer);
}
