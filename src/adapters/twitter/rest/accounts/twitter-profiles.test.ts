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
import { profilesConformance } from '../../../../domain/accounts/profiles.conformance.ts';
import { TwitterProfiles } from './twitter-profiles.ts';
import {
  accountOf,
  type SandboxedTwitter,
  sandboxedTwitter,
  unknown,
} from '../messages/twitter-sandboxed.conformance.ts';

const [{ id, screenName }] = DEFAULT_CUSTOMERS;
const ada = { id, screenName };
const account = accountOf(DEFAULT_APP, DEFAULT_BUSINESS);
const start = async () => sandboxedTwitter(await startTwitterSandbox());

profilesConformance('X over REST', async () => {
  const { client, refuseNext, tearNext, close } = await start();
  return {
    profiles: new TwitterProfiles(client),
    account,
    owner: { id: DEFAULT_BUSINESS.id, screenName: DEFAULT_BUSINESS.screenName },
    other: ada,
    unknown,
    refuseNext,
    tearNext: () => tearNext({ taken: false }),
    close,
  };
});

describe('profiles over REST', () => {
  let x: SandboxedTwitter<TwitterSandbox>;
  let profiles: TwitterProfiles;
  const fault = (rule: object) =>
    x.sandbox.control.addFault({ path: '/1.1/', times: 1, when: 'before', ...rule });

  beforeEach(async () => {
    x = await start();
    profiles = new TwitterProfiles(x.client);
  });
  afterEach(() => x.close());

  test.each([
    ['404 code 34', { code: 34 }],
    ['410 code 251', { code: 251 }],
    ['403 code 453', { status: 403, body: { errors: [{ code: 453, message: 'v2 only' }] } }],
    ['404 and nothing', { status: 404 }],
  ])('are found through v2 where v1.1 answers %s', async (_, rule) => {
    fault(rule);
    expect(await profiles.named(account, 'ada')).toEqual(ada);
    fault(rule);
    const asking = profiles.named(account, 'nobody_at_all');
    await expect(asking).rejects.toMatchObject({ code: 'not-found' });
  });

  test('are not asked for a second time when X knows nobody of that name', async () => {
    const asking = profiles.named(account, 'nobody_at_all');
    await expect(asking).rejects.toMatchObject({ code: 'not-found' });
    expect(x.sandbox.control.requests()).toHaveLength(1);
  });

  test('never take an id that JSON had to round', async () => {
    fault({ status: 200, body: { id: 2 ** 60, screen_name: 'x' } });
    const asking = profiles.owner(account.credentials);
    await expect(asking).rejects.toMatchObject({ code: 'unavailable' });
  });
});
