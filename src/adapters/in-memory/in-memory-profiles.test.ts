import { profilesConformance } from '../../domain/accounts/profiles.conformance.ts';
import { Failure } from '../../domain/errors.ts';
import { InMemoryProfiles } from './in-memory-profiles.ts';

const credentials = {
  consumerKey: 'key',
  consumerSecret: 'secret',
  accessToken: 'token',
  accessTokenSecret: 'token secret',
};

profilesConformance('in memory', async () => {
  const profiles = new InMemoryProfiles();
  const owner = { id: '1', screenName: 'business' };
  const other = { id: '2', screenName: 'ada' };
  profiles.owners.set('token', owner);
  profiles.others.push(other);
  return {
    profiles,
    account: { id: '1', credentials, state: 'active' },
    owner,
    other,
    unknown: { ...credentials, accessToken: 'unknown' },
    refuseNext: async (code, retryAtMs) =>
      profiles.troubles.failNext(new Failure(code, 'refused', retryAtMs)),
    tearNext: async () => profiles.troubles.tearNext({ taken: false }),
    close: async () => {},
  };
});
