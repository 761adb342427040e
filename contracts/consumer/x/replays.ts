import { expect } from '@jest/globals';
import { MatchersV3 } from '@pact-foundation/pact';
import { AppBearer } from '../../../src/adapters/twitter/rest/client/app-bearer.ts';
import { TwitterV1Replays } from '../../../src/adapters/twitter/rest/activity/twitter-v1-replays.ts';
import { TwitterV2Replays } from '../../../src/adapters/twitter/rest/activity/twitter-v2-replays.ts';
import type { Replays } from '../../../src/domain/subscription/replays.ts';
import { sentAtMs } from '../../people.ts';
import { json } from '../bodies.ts';
import type { Contract, Example, Fact } from '../contract.ts';
import { withX } from './client.ts';
import { asApp } from './requests.ts';
import { app, byApp, hasWebhook, webhookId } from './v2-app.ts';
import { entered, hasBearer, hasWebhook as inEnvironment } from './webhooks.ts';

const { regex } = MatchersV3;

const hourMs = 3_600_000;
const jobId = '1095098195724558337';
const job = { job_id: regex('^\\d+$', jobId) };

/** 2024-11-19, 07:06:40 UTC. */
export const now: Fact = ['the time is', { nowMs: sentAtMs }];
const dates = { from_date: '202411190406', to_date: '202411190607' };

/** How one of X's APIs is asked. */
export interface Generation {
  readonly replays: new (client: never, bearers: AppBearer, now: () => number) => Replays;
  readonly webhookId: string;
  readonly environment: typeof app;
  readonly given: Fact;
  readonly request: Example['request'];
  readonly taken: Example['response'];
}

const oldId = '1234567890';
/** As enterprise apps ask. */
export const v1: Generation = {
  replays: TwitterV1Replays,
  webhookId: oldId,
  environment: entered,
  given: inEnvironment,
  request: {
    method: 'POST',
    path: `/1.1/account_activity/replay/webhooks/${oldId}/subscriptions/all.json`,
    query: dates,
    headers: asApp,
  },
  taken: { status: 202, body: json(job) },
};
/** As all others ask. */
export const v2: Generation = {
  replays: TwitterV2Replays,
  webhookId,
  environment: app,
  given: hasWebhook,
  request: byApp('POST', '/2/webhooks/replay', { webhook_id: webhookId, ...dates }),
  taken: { status: 200, body: json({ data: job }) },
};

/** Asks for the events from three hours ago until an hour ago. */
export const ask = (url: string, { replays: Of, environment, webhookId: id }: Generation) =>
  withX(url, (client) =>
    new Of(client as never, new AppBearer(client), () => sentAtMs).request(
      environment,
      id,
      sentAtMs - 3 * hourMs,
      sentAtMs - hourMs,
    ),
  );

/** Events that X is asked to tell once more. */
export function replayCalls(contract: Contract): void {
  const replays = (what: string, generation: Generation) => {
    const { given, request, taken } = generation;
    const example = { given: [now, hasBearer, given], request, response: taken };
    contract.test(what, example, async (url) => expect(await ask(url, generation)).toBe(jobId));
  };
  replays('replays the events of two hours', v1);
  replays('replays the events of two hours in v2', v2);
}
