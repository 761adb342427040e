import { SignedClient } from '../../sandbox/twitter/testing/signed-client.ts';
import type { Facts } from './verification.ts';
import type { XWorld } from './x-facts.ts';

/** Two hours of the past, as X is asked for them. */
const dates = { from_date: '202411190306', to_date: '202411190507' };

/** What a replay can begin with. */
export function factsOfReplays(world: () => XWorld): Facts {
  const control = () => world().sandbox.control;
  const client = () => new SignedClient(world().sandbox.url);

  return {
    'the time is': async ({ nowMs }) => {
      await control().clock.change({ now: Number(nowMs) });
    },
    'the app has no contract for replays': () => control().change({ enterpriseReplay: false }),
    'a replay is under way': async () => {
      // The webhook takes its time over the challenge that each replay begins with.
      world().webhook.onChallenge = { delayMs: 4_000 };
      control().change({ webhookTimeoutMs: 20_000 });
      const { webhooks, v2 } = control().state();
      const of = new URLSearchParams(dates).toString();
      for (const { id } of webhooks) {
        const path = `/1.1/account_activity/replay/webhooks/${id}/subscriptions/all.json`;
        await client().asApp('POST', `${path}?${of}`);
      }
      for (const { id } of v2.flatMap((app) => app.webhooks)) {
        await client().asApp('POST', '/2/webhooks/replay', { json: { webhook_id: id, ...dates } });
      }
    },
  };
}
