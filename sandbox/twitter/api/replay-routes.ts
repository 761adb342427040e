import { replayWindow, type WindowFault } from '../account-activity/replay-window.ts';
import type { Answer } from '../http/answer.ts';
import { type Refusal, refusal } from '../http/refusal.ts';
import type { Call, Route } from './route.ts';

const AGE_MAX_MS = 5 * 24 * 3_600_000;

/** Replaying activity in v1.1, which is open to enterprises. */
export const REPLAY_ROUTES: readonly Route[] = [
  {
    method: 'POST',
    path: '/1.1/account_activity/replay/webhooks/:id/subscriptions/all.json',
    auth: 'app',
    limit: 'webhooks/replay',
    handle: replay,
  },
];

function replay(call: Call): Answer {
  const { world, app, request, params } = call;
  if (!world.settings.enterpriseReplay) throw refusal(200, { message: NO_CONTRACT });
  const dates = ['from_date', 'to_date'].map((name) => request.parameter(name) ?? null);
  const [from_date = null, to_date = null] = dates;
  const window = replayWindow({ from_date, to_date }, world.now(), AGE_MAX_MS);
  if ('fault' in window) throw faultRefusal(window, { from_date, to_date });
  const webhooks = [...app.environments.values()].flatMap((each) => [...each.webhooks.values()]);
  const webhook = webhooks.find(({ id }) => id === params[0]);
  if (webhook === undefined) throw refusal(34, { message: NO_WEBHOOK });
  if (!webhook.valid) {
    throw refusal(214, { message: 'Webhook is marked invalid and requires a CRC check.' });
  }
  if (world.replays.isRunningFor(webhook.id)) {
    const message = 'A replay job is already in progress for this webhook.';
    throw refusal(355, { message });
  }
  const job_id = world.snowflakes.next();
  const { fromMs, toMs } = window;
  const order = { app, webhook, form: 'v1.1', fromMs, beforeMs: toMs } as const;
  const run = world.replays.prepare(order, job_id);
  const created_at = new Date(world.now()).toISOString().replace(/\.\d+/, '');
  return { status: 202, body: { job_id, created_at }, afterwards: () => void run() };
}

const NO_CONTRACT =
  'Account Activity API enterprise account with replay is required. Please confirm you have an enterprise account and replay is enabled.';
const NO_WEBHOOK = 'Webhook does not exist or is associated with a different twitter application.';

function faultRefusal(found: WindowFault, dates: Readonly<Record<string, string | null>>): Refusal {
  const name = 'parameter' in found ? found.parameter : '';
  const [code, message] = {
    missing: [357, `${name}: queryParam is required.`],
    malformed: [358, 'Unable to parse parameter.'],
    'too-new': [368, `${name}: [${dates[name]}] is not in the past.`],
    order: [356, 'from_date must be before to_date.'],
    'too-old': [356, 'from_date must be within the past 5 days.'],
  }[found.fault] as [number, string];
  return refusal(code, { message, status: 400 });
}
