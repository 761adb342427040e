import { describe } from '@jest/globals';
import { Contract } from './contract.ts';
import { directMessages, signs } from './x/direct-messages.ts';
import { downloads } from './x/downloads.ts';
import { refusals } from './x/refusals.ts';
import { sentMessages } from './x/sent-messages.ts';
import { subscriberCalls, subscriptionCalls } from './x/subscriptions.ts';
import { uploads } from './x/uploads.ts';
import { users } from './x/users.ts';
import { webhookCalls } from './x/webhooks.ts';

describe('X', () => {
  const contract = new Contract({ consumer: 'twitter-connector', provider: 'x' });
  directMessages(contract);
  signs(contract);
  sentMessages(contract);
  uploads(contract);
  downloads(contract);
  webhookCalls(contract);
  subscriptionCalls(contract);
  subscriberCalls(contract);
  users(contract);
  refusals(contract);
  contract.testCommitted();
});
