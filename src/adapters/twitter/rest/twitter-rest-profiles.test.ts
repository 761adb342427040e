import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { DEFAULT_BUSINESS, DEFAULT_CUSTOMERS } from '../../../../sandbox/twitter/defaults.ts';
import { profilesConformance } from '../../../domain/accounts/profiles.conformance.ts';
import { TwitterRestProfiles } from './twitter-rest-profiles.ts';
import {
  account,
  type SandboxedTwitter,
  sandboxedTwitter,
  unknown,
} from './twitter-sandboxed.conformance.ts';

const [{ id, screenName }] = DEFAULT_CUSTOMERS;
const ada = { id, screenName };

profilesConformance('X over REST', async () => {
  const { client, refuseNext, tearNext, close } = await sandboxedTwitter();
  return {
    profiles: new TwitterRestProfiles(client),
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
  let x: SandboxedTwitter;
  let profiles: TwitterRestProfiles;
  const fault = (rule: object) =>
    x.sandbox.control.addFault({ path: '/1.1/', times: 1, when: 'before', ...rule });

  beforeEach(async () => {
    x = await sandboxedTwitter();
    profiles = new TwitterRestProfiles(x.client);
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
    fault({ status: 200, body: { id: 1140620289006551040, screen_name: 'x' } });
    const asking = profiles.owner(account.credentials);
    await expect(asking).rejects.toMatchObject({ code: 'unavailable' });
  });
});
