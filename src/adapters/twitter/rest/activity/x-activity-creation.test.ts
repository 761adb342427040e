import { afterEach, expect, test } from '@jest/globals';
import type { Credentials } from '../../../../domain/accounts/account.ts';
import type { Authentication } from '../client/authorization.ts';
import { type Canned, cannedX, environment as app, sample } from '../client/canned-x.model.ts';
import type { UserAuthentication } from '../accounts/user-authentication.ts';
import { XActivitySubscriptions } from './x-activity-subscriptions.ts';

const create = 'POST /2/activity/subscriptions';
const created = [200, sample('xaa.subscription.create.response_flat_form')] as const;
const forbidden = [403, sample('v2.error_403_unsupported_authentication')] as const;
const none = [200, { meta: { total_subscriptions: 0 } }] as const;
const userToken = {
  clientId: 'client',
  accessToken: 'user access',
  refreshToken: 'refresh',
  expiresAtMs: 0,
  givenRefreshToken: 'refresh',
};

/** Both ways of an account, OAuth 1.0a first where it has such tokens. */
const users: UserAuthentication = {
  of: async ({ credentials }, only): Promise<Authentication> =>
    only === undefined && credentials.accessToken !== ''
      ? { kind: 'user', credentials }
      : { kind: 'user-token', token: userToken.accessToken, credentials },
};

let close = async () => {};
const subscribed = async (credentials: Partial<Credentials>, canned: Canned) => {
  const x = await cannedX({
    'GET /2/webhooks': [[200, sample('v2.webhooks.list.response')]],
    'GET /2/activity/subscriptions': [none],
    ...canned,
  });
  ({ close } = x);
  const subscriptions = new XActivitySubscriptions(x.client, undefined, users);
  const environment = {
    ...app,
    events: 'x-activity',
    credentials: { ...app.credentials, ...credentials },
  } as const;
  const subscribing = subscriptions.subscribe(environment);
  const schemes = () => x.asked.filter(({ call }) => call === create).map(({ scheme }) => scheme);
  return { subscribing, schemes };
};
afterEach(() => close());

test('an account that is connected both ways is tried with OAuth 2.0 where X wants that', async () => {
  const answers = [forbidden, created];
  const { schemes, subscribing } = await subscribed({ userToken }, { [create]: answers });
  expect(await subscribing).toEqual({ without: [] });
  expect(schemes().slice(0, 2)).toEqual(['OAuth', 'Bearer']);
});

test('an account that is connected one way is tried that way alone', async () => {
  const signed = await subscribed({}, { [create]: [forbidden] });
  await expect(signed.subscribing).rejects.toMatchObject({ code: 'unauthorized' });
  expect(signed.schemes()).toEqual(['OAuth']);
  await close();
  const tokens = { accessToken: '', accessTokenSecret: '', userToken };
  const connected = await subscribed(tokens, { [create]: [created] });
  expect(await connected.subscribing).toEqual({ without: [] });
  expect(new Set(connected.schemes())).toEqual(new Set(['Bearer']));
});

test('what X refuses by both is refused', async () => {
  const { schemes, subscribing } = await subscribed({ userToken }, { [create]: [forbidden] });
  await expect(subscribing).rejects.toMatchObject({ code: 'unauthorized' });
  expect(schemes()).toEqual(['OAuth', 'Bearer']);
});
