import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Channel, ChannelDirectory } from './channel-directory.ts';

/** A directory whose channels an administrator can change, and that can be away. */
export interface ChannelDirectoryUnderTest {
  readonly directory: ChannelDirectory;
  /** The type of every channel that is put. */
  readonly channelTypeId: string;
  /** Adds or replaces. */
  put(channel: Channel): Promise<void>;
  away(isAway: boolean): Promise<void>;
  close(): Promise<void>;
}

const channel = (serviceIdentifier: string, key = 'k'): Channel => ({
  serviceIdentifier,
  attributes: { 'CONSUMER-KEY': key, 'CONSUMER-SECRET': 'ß “s” 🔑' },
});

/** What every implementation of {@link ChannelDirectory} promises. */
export function channelDirectoryConformance(
  name: string,
  open: () => Promise<ChannelDirectoryUnderTest>,
): void {
  describe(`${name} is a channel directory that`, () => {
    let opened: ChannelDirectoryUnderTest;

    beforeEach(async () => {
      opened = await open();
    });
    afterEach(() => opened.close());

    test('finds a channel with its attributes as they were entered', async () => {
      await opened.put(channel('902211'));
      await opened.put(channel('902212', 'other'));

      expect(await opened.directory.channel('902211')).toEqual(channel('902211'));
    });

    test('finds a channel that has no attributes yet', async () => {
      await opened.put({ serviceIdentifier: '902211', attributes: {} });

      const found = { serviceIdentifier: '902211', attributes: {} };
      expect(await opened.directory.channel('902211')).toEqual(found);
    });

    test.each(['902219', '', '..', '902211/x', '902211?', 'no-such-channel', 'é \ud83d'])(
      'knows no channel %j',
      async (serviceIdentifier) => {
        await opened.put(channel('902211'));

        expect(await opened.directory.channel(serviceIdentifier)).toBeUndefined();
      },
    );

    test('finds what was changed since it was last asked', async () => {
      await opened.put(channel('902211', 'old'));
      await opened.directory.channel('902211');
      await opened.put(channel('902211', 'new'));

      expect(await opened.directory.channel('902211')).toEqual(channel('902211', 'new'));
      const listed = await opened.directory.channelsOfType(opened.channelTypeId);
      expect(listed).toEqual([channel('902211', 'new')]);
    });

    test('keeps every digit of a 64-bit id', async () => {
      await opened.put(channel('18446744073709551615'));
      await opened.put(channel('18446744073709551614', 'neighbour'));

      const found = await opened.directory.channel('18446744073709551615');
      expect(found).toEqual(channel('18446744073709551615'));
    });

    test('lists all channels of a type, and none of another', async () => {
      const channels = [channel('902211'), channel('902212', 'other')];
      for (const each of channels) await opened.put(each);

      expect(await opened.directory.channelsOfType(opened.channelTypeId)).toEqual(channels);
      expect(await opened.directory.channelsOfType('a type & = of nobody')).toEqual([]);
    });

    test('fails with unavailable while it is away, and answers when it is back', async () => {
      await opened.put(channel('902211'));
      await opened.away(true);
      const unavailable = { code: 'unavailable' };
      await expect(opened.directory.channel('902211')).rejects.toMatchObject(unavailable);
      await expect(opened.directory.channelsOfType(opened.channelTypeId)).rejects.toMatchObject(
        unavailable,
      );

      await opened.away(false);
      expect(await opened.directory.channel('902211')).toEqual(channel('902211'));
    });
  });
}
