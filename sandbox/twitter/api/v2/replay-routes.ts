import { z } from 'zod';
import { replayWindow, type WindowFault } from '../../account-activity/replay-window.ts';
import type { V2Webhook } from '../../account-activity/v2-webhooks.ts';
import { type Answer, ok } from '../../http/answer.ts';
import { invalidRequest, typed } from '../../http/problem.ts';
import type { Call, Route } from '../route.ts';
import { bodyIn } from './query.ts';
import { webhookWithId } from './webhook-of.ts';

const AGE_MAX_MS = 24 * 3_600_000;
const MINUTE_MS = 60_000;

const order = z.strictObject({
  webhook_id: z.string(),
  from_date: z.string(),
  to_date: z.string(),
});

/** Replaying activity in API v2. */
export const V2_REPLAY_ROUTES: readonly Route[] = [
  {
    method: 'POST',
    path: '/2/webhooks/replay',
    auth: 'app',
    limit: 'webhooks/v2/replay',
    handle: replay,
  },
  {
    method: 'POST',
    path: '/2/account_activity/replay/webhooks/:webhook/subscriptions/all',
    auth: 'app',
    limit: 'webhooks/v2/replay',
    handle: replayByOldPath,
  },
];

function replay(call: Call): Answer {
  const { webhook_id, ...dates } = bodyIn(order, call.request);
  const { job, run } = jobFor(call, webhookWithId(call, webhook_id), dates);
  return { ...ok({ data: job }), afterwards: run };
}

/** The call that `/2/webhooks/replay` took the place of; it names no user either. */
function replayByOldPath(call: Call): Answer {
  const { query } = call.request;
  const dates = { from_date: query.get('from_date'), to_date: query.get('to_date') };
  const { job, run } = jobFor(call, webhookWithId(call, call.params[0] ?? ''), dates);
  return { ...ok({ replay_event: job }), afterwards: run };
}

/** The minute that the window ends with is within it. */
function jobFor(
  { world, app }: Call,
  webhook: V2Webhook,
  dates: { from_date: string | null; to_date: string | null },
): { job: { job_id: string; created_at: string }; run: () => void } {
  const window = replayWindow(dates, world.now(), AGE_MAX_MS);
  if ('fault' in window) throw invalidRequest(`QueryParamInvalid: ${wordsFor(window)}`);
  if (!webhook.valid) {
    throw invalidRequest('WebhookIdInvalid: Webhook is marked invalid and requires a CRC check');
  }
  if (world.replays.isRunningFor(webhook.id)) throw conflict();
  const job_id = world.snowflakes.next();
  const { fromMs, toMs } = window;
  const beforeMs = toMs + MINUTE_MS;
  const run = world.replays.prepare({ app, webhook, form: 'v2', fromMs, beforeMs }, job_id);
  const created_at = new Date(world.now()).toISOString();
  return { job: { job_id, created_at }, run: () => void run() };
}

function conflict() {
  const detail = 'ReplayConflictError: A replay job is already in progress for this webhook';
  return typed(409, 'conflict', { title: 'Conflict', detail, status: 409 });
}

function wordsFor(found: WindowFault): string {
  const name = 'parameter' in found ? found.parameter : 'from_date';
  return {
    missing: `${name} is required`,
    malformed: `${name} must be in the form yyyymmddhhmm`,
    'too-new': `${name} is not far enough in the past`,
    order: 'from_date must be before to_date',
    'too-old': 'from_date must be within the last 24 hours',
  }[found.fault];
}
