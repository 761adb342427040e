import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  DEFAULT_APP,
  DEFAULT_BUSINESS,
  DEFAULT_CUSTOMERS,
} from '../../../../../sandbox/twitter/defaults.ts';
import {
  startTwitterSandbox,
  type TwitterSandbox,
} from '../../../../../sandbox/twitter/twitter-sandbox.ts';
import type { Account } from '../../../../domain/accounts/account.ts';
import { apiProbeConformance } from '../../../../domain/accounts/api-probe.conformance.ts';
import { InMemoryAccounts } from '../../../in-memory/in-memory-accounts.ts';
import { InMemoryDuties } from '../../../in-memory/in-memory-duties.ts';
import { systemClock } from '../../../system/system-clock.ts';
import { AppBearer } from '../client/app-bearer.ts';
import { TwitterApiProbe } from './twitter-api-probe.ts';
import { TwitterProfiles } from './twitter-profiles.ts';
import { accountOf, sandboxedTwitter, unknown } from '../messages/twitter-sandboxed.conformance.ts';
import { UserTokens } from './user-tokens.ts';

const signing = accountOf(DEFAULT_APP, DEFAULT_BUSINESS);
const environmentName = DEFAULT_APP.environment;

/** The business, connected by OAuth 2.0 alone. */
function connectedTo({ control }: TwitterSandbox, clientSecret?: string): Account {
  const { access_token, refresh_token = '' } = control.oauth2.issueTokens(DEFAULT_BUSINESS.id);
  const userToken = {
    clientId: DEFAULT_APP.clientId,
    ...(clientSecret !== undefined && { clientSecret }),
    accessToken: access_token,
    refreshToken: refresh_token,
    expiresAtMs: 0,
    givenRefreshToken: refresh_token,
  };
  const { consumerKey, consumerSecret } = DEFAULT_APP;
  const keys = { consumerKey, consumerSecret, accessToken: '', accessTokenSecret: '' };
  return { id: DEFAULT_BUSINESS.id, state: 'active', credentials: { ...keys, userToken } };
}

async function start() {
  const x = sandboxedTwitter(await startTwitterSandbox());
  const { client, sandbox } = x;
  const accounts = new InMemoryAccounts();
  const duties = new InMemoryDuties();
  const users = new UserTokens({ client, accounts, duties, clock: systemClock });
  const close = (refuses: readonly 'v1.1'[]) =>
    sandbox.control.registrations.changeApp(DEFAULT_APP.id, { refuses });
  return {
    ...x,
    accounts,
    users,
    apiProbe: new TwitterApiProbe(client, users, new AppBearer(client)),
    profiles: new TwitterProfiles(client, users),
    closeFirst: async () => close(['v1.1']),
  };
}

apiProbeConformance('X over REST', async () => {
  const { apiProbe, close, closeFirst, refuseNext, sandbox, tearNext } = await start();
  return {
    apiProbe,
    signing,
    connected: connectedTo(sandbox),
    unknown: { ...signing, credentials: unknown },
    environmentName,
    closeFirst,
    refuseNext,
    tearNext: () => tearNext({ taken: false }),
    close,
  };
});

let x: Awaited<ReturnType<typeof start>>;
const fault = (path: string, rule: object) =>
  x.sandbox.control.addFault({ path, times: 1, when: 'before', ...rule });
const forbidden = (code: number) => ({
  status: 403,
  body: { errors: [{ code, message: 'Some words.' }] },
});

beforeEach(async () => {
  x = await start();
});
afterEach(() => x.close());

describe('a probe over REST', () => {
  test.each([
    ['404 and nothing', { status: 404 }],
    ['410 code 251', { status: 410, body: { errors: [{ code: 251, message: 'Retired.' }] } }],
    ['403 code 453', forbidden(453)],
  ])('takes %s as a closed API', async (_, rule) => {
    fault('/1.1/direct_messages/events/list.json', rule);
    expect(await x.apiProbe.probe(signing)).toEqual({ messages: 'v2', events: 'v1.1' });
  });

  test.each([
    ['tokens without the permission for messages', forbidden(93), 'unauthorized'],
    ['a suspended account', forbidden(64), 'unauthorized'],
    ['a page of a gateway', { status: 403, body: '<html>no</html>' }, 'unavailable'],
  ])('takes %s as no answer', async (_, rule, code) => {
    fault('/1.1/direct_messages/events/list.json', rule);
    await expect(x.apiProbe.probe(signing)).rejects.toMatchObject({ code });
  });

  test('leaves it to the registration that an environment has another name', async () => {
    expect(await x.apiProbe.probe(signing, 'nowhere')).toMatchObject({ events: 'v1.1' });
  });

  test('has v2 confirmed, where v1.1 is closed', async () => {
    const { registrations } = x.sandbox.control;
    registrations.changeApp(DEFAULT_APP.id, { refuses: ['v1.1', 'v2'] });
    const probing = x.apiProbe.probe(signing);
    await expect(probing).rejects.toMatchObject({ code: 'unauthorized' });
  });

  test('finds X Activity where no Account Activity is open', async () => {
    await x.closeFirst();
    fault('/2/account_activity/', {
      status: 403,
      body: { title: 'Forbidden', type: 'about:blank' },
    });
    const found = { messages: 'v2', events: 'x-activity' };
    expect(await x.apiProbe.probe(signing)).toEqual(found);
  });

  test('costs few calls, one of them from the budget of v1.1 messages', async () => {
    await x.closeFirst();
    await x.apiProbe.probe(signing, environmentName);
    const asked = x.sandbox.control.requests().map(({ path }) => path);
    expect(asked.filter((path) => path.includes('direct_messages'))).toHaveLength(1);
    expect(asked.length).toBeLessThanOrEqual(6);
  });
});

describe('an account that is connected by OAuth 2.0 alone', () => {
  const { id, screenName } = DEFAULT_BUSINESS;
  const [{ id: adaId }] = DEFAULT_CUSTOMERS;

  test.each([
    ['a public client', undefined],
    ['a confidential client', DEFAULT_APP.clientSecret],
  ])('is known to X, and finds others, through %s', async (_, secret) => {
    const account = connectedTo(x.sandbox, secret);
    expect(await x.profiles.owner(account.credentials)).toEqual({ id, screenName });
    await x.accounts.save(account);
    expect(await x.profiles.named(account, 'ada')).toMatchObject({ id: adaId });
    expect(x.accounts.find(id)?.credentials.userToken).not.toEqual(account.credentials.userToken);
  });

  test('is not known any more once it took its access back', async () => {
    const account = connectedTo(x.sandbox);
    await x.accounts.save(account);
    x.sandbox.control.registrations.revoke(id);
    const failure = {
      code: 'unauthorized',
      detail: expect.stringContaining('connect the account'),
    };
    await expect(x.profiles.named(account, 'ada')).rejects.toMatchObject(failure);
  });

  test('that signs as well is found by v2 where its app has no v1.1', async () => {
    await x.closeFirst();
    fault('/1.1/account/', forbidden(453));
    expect(await x.profiles.owner(signing.credentials)).toEqual({ id, screenName });
  });
});
