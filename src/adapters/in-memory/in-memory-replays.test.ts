import type { EventsApi } from '../../domain/accounts/account.ts';
import { Failure } from '../../domain/errors.ts';
import { replaysConformance } from '../../domain/subscription/replays.conformance.ts';
import { InMemoryAccountActivity } from './in-memory-account-activity.ts';
import { InMemoryReplays } from './in-memory-replays.ts';

const credentials = {
  consumerKey: 'key',
  consumerSecret: 'secret',
  accessToken: 'token',
  accessTokenSecret: 'token secret',
};
const nowMs = 1_800_000_000_000;

function replayWorld(events: EventsApi) {
  const x = new InMemoryAccountActivity();
  x.owners.set('token', '1');
  const { webhooks } = events === 'v1.1' ? x.add('prod') : x.app;
  webhooks.push({ id: '7', url: 'https://one.example/', valid: true, createdAt: '' });
  const replays = new InMemoryReplays(x, () => nowMs);
  const environment = { name: 'prod', credentials, events };
  return { x, replays, environment };
}

for (const events of ['v1.1', 'v2', 'x-activity'] as const) {
  replaysConformance(`in memory, ${events}`, async () => {
    const { environment, replays, x } = replayWorld(events);
    return {
      replays,
      environment,
      webhookId: '7',
      unknown: { ...credentials, accessToken: 'unknown' },
      now: () => nowMs,
      invalidate: async () => x.setValid('7', false),
      end: async (jobId) => replays.end(jobId),
      forbid: async () => {
        replays.permitted = false;
      },
      refuseNext: async (code, retryAtMs) =>
        x.troubles.failNext(new Failure(code, 'refused', retryAtMs)),
      close: async () => {},
    };
  });
}
