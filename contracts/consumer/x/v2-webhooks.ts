import { expect } from '@jest/globals';
import { MatchersV3 } from '@pact-foundation/pact';
import { AppBearer } from '../../../src/adapters/twitter/rest/client/app-bearer.ts';
import { TwitterV2Webhooks } from '../../../src/adapters/twitter/rest/activity/twitter-v2-webhooks.ts';
import type { FailureCode } from '../../../src/domain/errors.ts';
import { json } from '../bodies.ts';
import type { Contract, Example, Fact } from '../contract.ts';
import { fails } from '../fails.ts';
import { withX } from './client.ts';
import { app, byApp, hasWebhook, read, refused, webhook, webhookId, webhookUrl } from './v2-app.ts';
import { hasBearer } from './webhooks.ts';

const { eachLike } = MatchersV3;

/** The webhooks of an app. */
export function v2WebhookCalls(contract: Contract): void {
  const webhooks = <T>(url: string, act: (webhooks: TwitterV2Webhooks) => Promise<T>) =>
    withX(url, (client) => act(new TwitterV2Webhooks(client, new AppBearer(client))));
  const register = (url: string) => webhooks(url, (all) => all.register(app, webhookUrl));
  const validate = (url: string) => webhooks(url, (all) => all.validate(app, webhookId));
  const remove = (url: string) => webhooks(url, (all) => all.remove(app, webhookId));
  const ok = (body: object): Example['response'] => ({ status: 200, body: json(body) });
  const passes: Fact = ['the webhook passes challenges', { url: webhookUrl }];
  const posted = byApp('POST', '/2/webhooks', { url: webhookUrl });
  const one = (method: 'PUT' | 'DELETE') => byApp(method, `/2/webhooks/${webhookId}`);

  const done = (
    what: string,
    given: readonly Fact[],
    request: Example['request'],
    response: Example['response'],
    act: (url: string) => Promise<unknown>,
    result?: unknown,
  ) =>
    contract.test(what, { given: [hasBearer, ...given], request, response }, async (url) =>
      expect(await act(url)).toEqual(result),
    );
  const listed = (url: string) => webhooks(url, (all) => all.list(app));
  const get = byApp('GET', '/2/webhooks');
  const all = ok({ data: eachLike(webhook) });
  done('lists the webhooks of an app', [hasWebhook], get, all, listed, [read]);
  const none = ok({ meta: { result_count: 0 } });
  done('lists no webhooks of an app', [], get, none, listed, []);
  done('registers a webhook in v2', [passes], posted, ok({ data: webhook }), register, read);
  const valid = ok({ data: { valid: true } });
  done('validates a webhook in v2', [hasWebhook], one('PUT'), valid, validate);
  done('deletes a webhook in v2', [hasWebhook], one('DELETE'), ok({}), remove);

  const fault = (
    what: string,
    given: readonly Fact[],
    request: Example['request'],
    response: Example['response'],
    act: (url: string) => Promise<unknown>,
    code: FailureCode,
  ) =>
    contract.test(what, { given: [hasBearer, ...given], request, response }, (url) =>
      fails(act(url), code),
    );
  const wrong = 'the webhook fails challenges';
  const crc = refused('CrcValidationFailed', 'Invalid `response_token`');
  fault(
    'finds a webhook invalid in v2',
    [hasWebhook, wrong],
    one('PUT'),
    crc,
    validate,
    'rejected',
  );
  const untrue = ok({ data: { valid: false } });
  const still = 'X calls webhooks invalid still';
  fault('calls a webhook invalid in v2', [still], one('PUT'), untrue, validate, 'rejected');
  const unknown = refused('WebhookIdInvalid');
  fault('has no such webhook in v2', [], one('DELETE'), unknown, remove, 'not-found');
  fault('registers no webhook in v2 that fails', [wrong], posted, crc, register, 'rejected');
  const full = refused('WebhookLimitExceeded');
  fault('registers no more webhooks in v2', [hasWebhook], posted, full, register, 'conflict');
  const roomy: Fact = ['an app may have so many webhooks', { count: 2 }];
  const taken = refused('DuplicateUrlFailed', 'Webhook URL already exists');
  fault('registers a URL once in v2', [roomy, hasWebhook], posted, taken, register, 'conflict');
}
