import { channelDirectoryConformance } from '../../domain/accounts/channel-directory.conformance.ts';
import { Failure } from '../../domain/errors.ts';
import { InMemoryChannelDirectory } from './in-memory-channel-directory.ts';

channelDirectoryConformance('memory', async () => {
  const directory = new InMemoryChannelDirectory();
  return {
    directory,
    channelTypeId: 'twitter',
    put: async (channel) => directory.put('twitter', channel),
    away: async (isAway) => {
      if (isAway) directory.fail(new Failure('unavailable', 'as told'));
      else directory.recover();
    },
    close: async () => {},
  };
});
