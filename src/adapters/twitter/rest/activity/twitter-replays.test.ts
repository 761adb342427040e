import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@jest/globals';
import { DEFAULT_APP, DEFAULT_BUSINESS } from '../../../../../sandbox/twitter/defaults.ts';
import { startTwitterSandbox } from '../../../../../sandbox/twitter/twitter-sandbox.ts';
import type { EventsApi } from '../../../../domain/accounts/account.ts';
import {
  type OpenReplays,
  replaysConformance,
} from '../../../../domain/subscription/replays.conformance.ts';
import { replayLimits } from '../../../../domain/subscription/replays.ts';
import { replayTimes } from './replay-times.ts';
import { TwitterV1Replays } from './twitter-v1-replays.ts';
import { TwitterV1Webhooks } from './twitter-v1-webhooks.ts';
import { accountOf, sandboxedTwitter, unknown } from '../messages/twitter-sandboxed.conformance.ts';
import { TwitterV2Replays } from './twitter-v2-replays.ts';
import { TwitterV2Webhooks } from './twitter-v2-webhooks.ts';

/** A webhook that passes challenges; from `hold` on, X waits for it until `release`. */
class HeldWebhook {
  readonly ended: string[] = [];
  #held: Promise<void> = Promise.resolve();
  #release = () => {};
  readonly #server: Server = createServer(
    (request, response) => void this.#answer(request, response),
  );

  async start(): Promise<string> {
    await once(this.#server.listen(0, '127.0.0.1'), 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  hold(): void {
    this.#held = new Promise((resolve) => (this.#release = resolve));
  }

  async release(jobId: string): Promise<void> {
    this.#release();
    while (!this.ended.some((text) => text.includes(jobId))) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    this.hold();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    if (text !== '') this.ended.push(text);
    else await this.#held;
    const token = new URL(request.url ?? '', 'http://any').searchParams.get('crc_token') ?? '';
    const hmac = createHmac('sha256', DEFAULT_APP.consumerSecret).update(token).digest('base64');
    response.end(JSON.stringify({ response_token: `sha256=${hmac}` }));
  }

  close(): void {
    this.#release();
    this.#server.close().closeAllConnections();
  }
}

async function open(events: EventsApi): Promise<OpenReplays> {
  const webhook = new HeldWebhook();
  const routes = { 'connector.example': await webhook.start() };
  const settings = { webhookTimeoutMs: 60_000 };
  const sandbox = await startTwitterSandbox({ routes, settings });
  const x = sandboxedTwitter(sandbox, events === 'v1.1' ? 'v1.1' : 'v2');
  const { credentials } = accountOf(DEFAULT_APP, DEFAULT_BUSINESS);
  const environment = { name: DEFAULT_APP.environment, credentials, events };
  const [webhooks, replays] =
    events === 'v1.1'
      ? [new TwitterV1Webhooks(x.client), new TwitterV1Replays(x.client)]
      : [new TwitterV2Webhooks(x.client), new TwitterV2Replays(x.client)];
  const { id } = await webhooks.register(environment, 'https://connector.example/');
  webhook.hold();
  return {
    replays,
    environment,
    webhookId: id,
    unknown,
    now: () => sandbox.control.clock.show().now,
    invalidate: async () => sandbox.control.invalidateWebhook(id),
    end: (jobId) => webhook.release(jobId),
    forbid: async () => {
      sandbox.control.change({ enterpriseReplay: false });
      sandbox.control.addFault({ path: '/2/', when: 'before', problem: 'client-forbidden' });
    },
    refuseNext: x.refuseNext,
    close: async () => {
      webhook.close();
      await x.close();
    },
  };
}

for (const events of ['v1.1', 'v2', 'x-activity'] as const) {
  replaysConformance(`X over REST, ${events}`, () => open(events));
}

const at = (time: string) => Date.parse(`2026-03-25T${time}Z`);
const limits = replayLimits.v2;

test.each([
  ['rounded away from each other', '05:00:59', '06:00:01', '202603250500', '202603250601'],
  ['left as they are when they are whole', '05:00:00', '06:00:00', '202603250500', '202603250600'],
  ['not older than X takes', '00:30:30', '06:00:00', '202603250031', '202603250600'],
  ['not younger than X takes', '05:00:00', '23:50:20', '202603250500', '202603252350'],
])('times are %s', (_how, from, to, from_date, to_date) => {
  const nowMs = at('00:30:20') + limits.oldestMs;
  const late = to > '23' ? at(to) + limits.toAgeMinMs : nowMs;
  expect(replayTimes(at(from), at(to), limits, late)).toEqual({ from_date, to_date });
});

test('times that X does not take stay so', () => {
  const nowMs = at('12:00:00') + limits.oldestMs;
  expect(replayTimes(at('11:58:30'), at('11:59:30'), limits, nowMs)).toEqual({
    from_date: '202603251159',
    to_date: '202603251200',
  });
});
