import { expect } from '@jest/globals';
import { AppBearer } from '../../../src/adapters/twitter/rest/client/app-bearer.ts';
import { XActivitySubscriptions } from '../../../src/adapters/twitter/rest/activity/x-activity-subscriptions.ts';
import { json } from '../bodies.ts';
import type { Contract, Example } from '../contract.ts';
import { withX } from './client.ts';
import { app, hasWebhook, invalid, listing } from './v2-app.ts';
import { listed, shown, wanting } from './x-activity.ts';
import { hasBearer } from './webhooks.ts';

/** Everything that an account needs, where it has nothing yet. */
export function activitySubscribing(contract: Contract): void {
  const made = (eventType: string): Example => ({
    receiving: `subscribes an account to ${eventType}`,
    given: [hasWebhook],
    request: wanting(eventType),
    response: { status: 200, body: json({ data: { ...shown, event_type: eventType } }) },
  });
  contract.test(
    'subscribes the account to each kind of event that concerns its messages',
    [
      listing('subscribes to activity'),
      {
        receiving: 'lists no activity subscriptions',
        given: [hasBearer],
        request: listed(),
        response: { status: 200, body: json({ meta: { total_subscriptions: 0 } }) },
      },
      made('dm.received'),
      made('dm.sent'),
      made('dm.read'),
      made('dm.indicate_typing'),
      made('chat.received'),
      made('chat.sent'),
      {
        receiving: 'subscribes nobody to what needs no subscription',
        given: [hasWebhook],
        request: wanting('oauth.revoke'),
        response: invalid('^\\$\\..+$', '$.filter: is missing but it is required'),
      },
    ],
    async (url) => {
      const subscribe = withX(url, (client) =>
        new XActivitySubscriptions(client, new AppBearer(client)).subscribe(app),
      );
      expect(await subscribe).toEqual({ without: [] });
    },
  );
}
