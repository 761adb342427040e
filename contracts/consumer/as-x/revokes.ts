import { DEFAULT_APP } from '../../../sandbox/twitter/defaults.ts';
import type { Scene } from '../../../sandbox/twitter/testing/scene.ts';
import { accountId } from '../../people.ts';
import type { Contract } from '../contract.ts';
import { deliver } from './deliveries.ts';
import { readAtMs, xActivity } from './events.ts';
import { configured, telling } from './examples.ts';
import { tells } from './tells.ts';

const dated = (atMs: number): string => new Date(atMs).toISOString().replace('.000Z', '+00:00');

const revoke = (atMs: number) => ({
  user_event: {
    revoke: {
      date_time: dated(atMs),
      source: { user_id: accountId },
      target: { app_id: DEFAULT_APP.id },
    },
  },
});

const inEnvelope = (atMs: number) =>
  xActivity(
    'oauth.revoke',
    { date_time: dated(atMs), user_id: accountId, app_id: DEFAULT_APP.id },
    {},
  );

/** Before the account worked with these keys, and after. */
const earlierMs = Date.UTC(2016, 5, 2);
const laterMs = readAtMs;

/** That the account took the access of the app back; what is over, X may tell late. */
export function revokes(contract: Contract, subscribed: () => Promise<Scene>): void {
  const given = ['an agent has written to the customer'];
  const took = 'the account took its access back';
  const revoked = (what: string, body: object, isXActivity: boolean) =>
    contract.test(
      what,
      { given: [configured, ...given], request: telling(body), response: { status: 200 } },
      async (mock) => {
        const scene = await subscribed();
        const act = (control: Scene['sandbox']['control']) =>
          control.registrations.revoke(accountId);
        try {
          await deliver(mock, scene, isXActivity, act);
        } finally {
          await scene.close();
        }
      },
    );
  revoked(`tells that ${took}`, revoke(laterMs), false);
  revoked(`tells in an envelope that ${took}`, inEnvelope(laterMs), true);
  tells(contract, `tells late that ${took} before`, revoke(earlierMs), given);
  tells(contract, `tells late in an envelope that ${took} before`, inEnvelope(earlierMs), given);
}
