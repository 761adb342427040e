import { publicAddressConformance } from '../../domain/watch/public-address.conformance.ts';
import { InMemoryPublicAddress } from './in-memory-public-address.ts';

publicAddressConformance('in memory', async () => {
  const publicAddress = new InMemoryPublicAddress();
  const certificateExpiresAtMs = 1;
  publicAddress.found = { state: 'answers', certificateExpiresAtMs };
  return {
    publicAddress,
    webhookUrl: 'https://cx.example/webhook/twitter/1',
    consumerSecret: 'secret',
    certificateExpiresAtMs,
    spoil: () => {
      publicAddress.found = { state: 'wrong' };
    },
    goAway: async () => {
      publicAddress.found = { state: 'unreachable' };
    },
    close: async () => {},
  };
});
