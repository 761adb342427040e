import type { TwitterSandbox } from '../../sandbox/twitter/twitter-sandbox.ts';
import { jpeg, mp4 } from '../consumer/files.ts';
import type { Values } from '../pact-files.ts';
import { accountId, customerId } from '../people.ts';
import type { Facts, Instead } from './verification.ts';
import { addressesIn } from './x-media-facts.ts';

/**
 * That customers have sent files, which X then has at other addresses than the pact says. A fact
 * names each address by its bitrate, or as that of a photo.
 */
export function filesOfCustomers(x: () => TwitterSandbox): Facts {
  const sent =
    (kind: 'photo' | 'gif' | 'video', file: Buffer) =>
    (values: Values): Instead => {
      const media = { kind, bytesBase64: file.toString('base64') };
      const { event } = x().control.write(customerId, accountId, '', { media });
      const addresses = addressesIn(event);
      const instead = Object.entries(values).map(([name, address]) => [address, addresses[name]]);
      return Object.fromEntries(instead) as Instead;
    };
  return {
    'the customer has sent a photo': sent('photo', jpeg),
    'the customer has sent a GIF': sent('gif', mp4),
    'the customer has sent a video': sent('video', mp4),
  };
}
