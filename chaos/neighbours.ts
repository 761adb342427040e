import { call } from '../sandbox/stage/call.ts';
import { registration } from '../sandbox/stage/stage.ts';
import { DEFAULT_BUSINESS } from '../sandbox/twitter/defaults.ts';
import { customerOf, isPoisoned, type Plan } from './plan.ts';

/** No limit of X decides a run. */
const unlimited = { limit: 10_000_000, windowMs: 900_000 };

/** Tells both sandboxes what they need to know, and registers the account with the connector. */
export async function introduce(xUrl: string, ccmUrl: string, connectorUrl: string, plan: Plan) {
  const host = new URL(registration['WEBHOOK-URL']).host;
  await told('POST', `${xUrl}/sandbox/routes`, { host, target: connectorUrl });
  await told('POST', `${xUrl}/sandbox/settings`, {
    replyAllowance: { sends: 1_000_000, windowMs: 86_400_000 },
    rateLimits: {
      'direct_messages/events/new': unlimited,
      'direct_messages/events/new per app': unlimited,
      'direct_messages/events/list': unlimited,
    },
    retryDelaysMs: [200, 1_000, 3_000, 10_000],
  });
  for (let c = 0; c < plan.conversations; c++) {
    const id = customerOf(c);
    await told('POST', `${xUrl}/sandbox/users`, { id, name: `C ${c}`, screenName: `c${c}` });
  }
  await told('POST', `${ccmUrl}/sandbox/channels`, {
    serviceIdentifier: DEFAULT_BUSINESS.id,
    providerWebhook: connectorUrl,
    attributes: {},
  });
  const url = `${connectorUrl}/webhook/twitter/register-and-subscribe`;
  const { status, body } = await call('POST', url, registration);
  if (status !== 200)
    throw new Error(`registration was answered ${status}: ${JSON.stringify(body)}`);
}

/** From now on both neighbours fail now and then, and refuse the poisoned for good. */
export async function trouble(xUrl: string, ccmUrl: string, seed: number, plan: Plan) {
  const poisoned = Array.from({ length: plan.conversations }, (_, c) => c).filter(isPoisoned);
  const path = '/message/receive';
  const ccmFaults = [
    ...(poisoned.length > 0
      ? [{ status: 400, customerPattern: `^(${poisoned.map(customerOf).join('|')})$` }]
      : []),
    { status: 503, probability: 0.02 },
    { status: 429, headers: { 'retry-after': '1' }, probability: 0.001 },
    { tear: true, probability: 0.02 },
    { tear: true, when: 'after', probability: 0.02 },
    { delayMs: 3_000, probability: 0.001 },
  ];
  await told('POST', `${ccmUrl}/sandbox/settings`, { seed });
  for (const fault of ccmFaults) await told('POST', `${ccmUrl}/sandbox/faults`, { path, ...fault });
  const sending = { path: '/1.1/direct_messages/events/new.json' };
  const xFaults = [
    { status: 503, probability: 0.02 },
    { tear: true, probability: 0.02 },
    { tear: true, when: 'after', probability: 0.02 },
    { code: 88, retryAfterReset: 1, probability: 0.002 },
    { delayMs: 3_000, when: 'after', probability: 0.002 },
  ];
  for (const fault of xFaults)
    await told('POST', `${xUrl}/sandbox/faults`, { ...sending, ...fault });
}

/** Only the poisoned stay refused. */
export async function calm(xUrl: string): Promise<void> {
  await told('DELETE', `${xUrl}/sandbox/faults`);
}

/** A sandbox that does not understand would make the run mean something else. */
async function told(method: string, url: string, body?: unknown): Promise<void> {
  const { status, body: answer } = await call(method, url, body);
  if (status >= 300) throw new Error(`${method} ${url} was answered ${JSON.stringify(answer)}`);
}
