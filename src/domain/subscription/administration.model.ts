import { InMemoryAccountActivity } from '../../adapters/in-memory/in-memory-account-activity.ts';
import { InMemoryAccounts } from '../../adapters/in-memory/in-memory-accounts.ts';
import { InMemoryProfiles } from '../../adapters/in-memory/in-memory-profiles.ts';
import {
  InMemorySubscribers,
  InMemorySubscriptions,
} from '../../adapters/in-memory/in-memory-subscriptions.ts';
import { InMemoryWebhooks } from '../../adapters/in-memory/in-memory-webhooks.ts';
import type { ApiProbe } from '../accounts/api-probe.ts';
import { SaveCredentials } from '../accounts/save-credentials.ts';
import type { Exclusively } from './exclusively.ts';
import { PlanRegistration } from './plan-registration.ts';
import {
  type RegisterAndSubscribeParts as Parts,
  RegisterAndSubscribe,
} from './register-and-subscribe.ts';
import type { Registration } from './registration.ts';
import type { Webhook } from './webhooks.ts';

/** A registration of account 1 whose values look like secrets where they are some. */
export const registration: Registration = {
  accountId: '1',
  credentials: {
    consumerKey: 'ck',
    consumerSecret: 'cs',
    accessToken: 'at',
    accessTokenSecret: 'ats',
  },
  webhookUrl: 'https://cx.example/webhook/twitter/1',
  environmentName: 'prod',
};

/** A webhook of somebody else. */
export const theirs: Webhook = {
  id: '90',
  url: 'https://other.example/hook',
  valid: false,
  createdAt: '2020',
};

/** An X with the environment `prod`, to which @business, account 1, belongs; and our accounts. */
export function administrationWorld(webhooksMax = 1) {
  const x = new InMemoryAccountActivity();
  const accounts = new InMemoryAccounts();
  const profiles = new InMemoryProfiles();
  const webhooks = new InMemoryWebhooks(x);
  const subscriptions = new InMemorySubscriptions(x);
  const subscribers = new InMemorySubscribers(x);
  const prod = x.add('prod', webhooksMax);
  profiles.owners.set('at', { id: '1', screenName: 'business' });
  x.owners.set('at', '1');
  const saveCredentials = new SaveCredentials(accounts, { notice: () => {} }, () => {});
  const parts = { profiles, webhooks, subscriptions, subscribers, saveCredentials, accounts };
  return {
    ...parts,
    x,
    prod,
    /** As a process of its own, unless it shares `exclusively`. */
    register: (exclusively?: Exclusively, more: Pick<Parts, 'apiProbe' | 'clock'> = {}) =>
      new RegisterAndSubscribe({ ...parts, ...(exclusively && { exclusively }), ...more }),
    plan: (apiProbe?: ApiProbe) =>
      new PlanRegistration(accounts, profiles, webhooks, subscriptions, apiProbe),
  };
}
