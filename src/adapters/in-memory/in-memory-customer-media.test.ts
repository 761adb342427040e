import type { Account } from '../../domain/accounts/account.ts';
import { Failure } from '../../domain/errors.ts';
import { customerMediaConformance } from '../../domain/media/customer-media.conformance.ts';
import { InMemoryCustomerMedia } from './in-memory-customer-media.ts';

const credentials = {
  consumerKey: 'key',
  consumerSecret: 'secret',
  accessToken: 'token',
  accessTokenSecret: 'token secret',
};
const account: Account = { id: '1', credentials, state: 'active' };

customerMediaConformance('in memory', async () => {
  const media = new InMemoryCustomerMedia();
  const fail = (failure: Failure) => media.troubles.failNext(failure);
  return {
    media,
    account,
    stranger: { ...account, id: '9' },
    attached: async (bytes) => media.attach(account.id, bytes),
    told: async (bytes) => {
      media.tellLater('7', bytes === undefined ? [] : [media.attach(account.id, bytes)]);
      return '7';
    },
    withdrawn: async (url) => media.withdraw(url),
    uploaded: async (mediaId) => {
      const found = media.uploads.get(mediaId);
      if (found === undefined) throw new Error(`nothing was uploaded as ${mediaId}`);
      return { kind: found.kind, type: found.contentType, bytes: found.bytes };
    },
    refuseNext: async (code, retryAtMs) => fail(new Failure(code, 'refused', retryAtMs)),
    breakNext: async () => fail(new Failure('rejected', 'InvalidMedia')),
    close: async () => {},
  };
});
