import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { DEFAULT_APP, DEFAULT_BUSINESS } from '../../../../../sandbox/twitter/defaults.ts';
import {
  startTwitterSandbox,
  type TwitterSandbox,
} from '../../../../../sandbox/twitter/twitter-sandbox.ts';
import { webhooksConformance } from '../../../../domain/subscription/webhooks.conformance.ts';
import { accountActivityIn, url } from './account-activity-sandboxed.conformance.ts';
import { TwitterV1Webhooks } from './twitter-v1-webhooks.ts';
import type { SandboxedTwitter } from '../messages/twitter-sandboxed.conformance.ts';

const { account, environment, open, startX } = accountActivityIn({
  start: startTwitterSandbox,
  app: DEFAULT_APP,
  owner: DEFAULT_BUSINESS,
});

webhooksConformance('X over REST', open);

describe('webhooks over REST', () => {
  let x: SandboxedTwitter<TwitterSandbox>;
  let webhooks: TwitterV1Webhooks;
  const fault = (rule: object) =>
    x.sandbox.control.addFault({ path: '/1.1/', times: 1, when: 'before', ...rule });
  const calls = () => x.sandbox.control.requests().map(({ path, status }) => `${path} ${status}`);
  const list = '/1.1/account_activity/all/prod/webhooks.json';

  beforeEach(async () => {
    x = await startX();
    webhooks = new TwitterV1Webhooks(x.client);
  });
  afterEach(() => x.close());

  test('obtain the bearer token once', async () => {
    await Promise.all([webhooks.list(environment), webhooks.list(environment)]);
    await webhooks.list(environment);
    expect(calls().filter((call) => call === '/oauth2/token 200')).toHaveLength(1);
  });

  test('obtain another bearer token when X no longer takes the first', async () => {
    await webhooks.list(environment);
    fault({ code: 89 });
    expect(await webhooks.list(environment)).toEqual([]);
    expect(calls().slice(2)).toEqual([`${list} 401`, '/oauth2/token 200', `${list} 200`]);
  });

  test('use the bearer token they are given, and an obtained one when X refuses it', async () => {
    const credentials = { ...account.credentials, bearerToken: 'stale' };
    expect(await webhooks.list({ ...environment, credentials })).toEqual([]);
    expect(calls()).toEqual([`${list} 401`, '/oauth2/token 200', `${list} 200`]);
  });

  test('list in the account’s name where X refuses the app', async () => {
    fault({ path: '/oauth2/token', code: 99 });
    expect(await webhooks.list(environment)).toEqual([]);
    const before = calls().length;
    fault({ code: 200 });
    expect(await webhooks.list(environment)).toEqual([]);
    expect(calls().slice(before)).toEqual(['/oauth2/token 200', `${list} 403`, `${list} 200`]);
  });

  test('read the listing of all environments', async () => {
    const prod = { environment_name: 'prod', webhooks: [{ id: '1', url, valid: 'true' }] };
    const other = { environment_name: 'other', webhooks: [{ id: '2', url, valid: true }, null] };
    fault({ status: 200, body: { environments: [other, prod] } });
    expect(await webhooks.list(environment)).toEqual([
      { id: '1', url, valid: true, createdAt: '' },
    ]);
  });

  test('fail when X lists something unreadable', async () => {
    fault({ status: 200, body: 'OK' });
    const listing = webhooks.list(environment);
    await expect(listing).rejects.toMatchObject({ code: 'unavailable' });
  });
});
